"""Numbers as a language says them: plural forms after CLDR's rules, and figures written out as words.

Both are data. A plural rule is CLDR's own notation for whole numbers, "n % 10 = 2..4 and n % 100 != 12..14". A set of
spelling rules is a small part of Unicode's rule-based number format: {"20": "twenty[->>]", "100": "<cardinal< hundred[
>>]"}. A rule serves from its number to the next one's. In it `<set<` is how often the rule's power of ten goes into the
number, spelled by that set, `>>` what is left (`>set>` by another set), `[…]` is left out where nothing is left,
`{one:…|few:…}` agrees with what `<set<` said, and `=set=` hands the whole number to another set.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping

RuleSet = Mapping[str, str]

_CONDITION = re.compile(r"n(?: % (\d+))? (=|!=) (\d+(?:\.\.\d+)?(?:,\d+(?:\.\.\d+)?)*)")
_PART = re.compile(r"\[([^]]*)]|<(\w+)<|>(\w*)>|\{([^}]*)}|=(\w+)=")


def category(rules: Mapping[str, str], number: int) -> str:
    """The plural form of `number`: the first rule that holds, else "other"."""
    return next((name for name, rule in rules.items() if _holds(rule, number)), "other")


def well_formed(rule: str) -> bool:
    """Whether this is a plural rule."""
    return all(_CONDITION.fullmatch(part) for either in rule.split(" or ") for part in either.split(" and "))


def _holds(rule: str, number: int) -> bool:
    return any(all(_condition(part, number) for part in either.split(" and ")) for either in rule.split(" or "))


def _condition(text: str, number: int) -> bool:
    found = _CONDITION.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is no condition of a plural rule")
    modulus, sign, ranges = found.groups()
    value = number % int(modulus) if modulus else number
    spans = (each.partition("..") for each in ranges.split(","))
    within = any(int(low) <= value <= int(high or low) for low, _, high in spans)
    return within == (sign == "=")


class Speller:
    """The sets of spelling rules of one language."""

    def __init__(self, sets: Mapping[str, RuleSet], plurals: Mapping[str, str]) -> None:
        self._plurals = plurals
        self._sets = {name: _rules(sets, name) for name in sets}
        self._bases = {name: sorted(rules) for name, rules in self._sets.items()}

    def spell(self, number: int, ruleset: str = "cardinal") -> str:
        """A number from 0 in words. Raises KeyError or ValueError where the rules do not say it."""
        bases = self._bases[ruleset]
        if number < bases[0]:
            raise ValueError(f"{ruleset} has no rule for {number}")
        base = bases[bisect_right(bases, number) - 1]
        # The power of ten that the rule is about: 100 for 100 and for 200, 10 for 21.
        power = 10 ** (len(str(base)) - 1)
        often, left = divmod(number, power) if base >= 10 else (0, 0)

        def part(found: re.Match[str]) -> str:
            optional, before, after, forms, instead = found.groups()
            if optional is not None:
                return _PART.sub(part, optional) if left else ""
            if before:
                return self.spell(often, before)
            if forms is not None:
                return self._form(forms, often)
            return self.spell(number, instead) if instead else self.spell(left, after or ruleset)

        return _PART.sub(part, self._sets[ruleset][base])

    def _form(self, forms: str, number: int) -> str:
        by_category = dict(form.split(":", 1) for form in forms.split("|"))
        return by_category.get(category(self._plurals, number)) or next(iter(by_category.values()))


def _rules(sets: Mapping[str, RuleSet], name: str) -> dict[int, str]:
    """A set with what it takes over from the one that it is `like`."""
    own = dict(sets[name])
    like = own.pop("like", None)
    return (_rules(sets, like) if like else {}) | {int(base): rule for base, rule in own.items()}
