"""The IVR standard as rules: what callers can bear. docs/ivr-standard.md gives the reasons; a test keeps both alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ivr.flow import Flow
from ivr.graph import place_of
from ivr.kinds.ask import Ask
from ivr.kinds.ends import Goodbye
from ivr.kinds.menu import Menu
from ivr.kinds.question import Question, Retry
from ivr.paths import SERVED, Path, heard_at, seconds_of

MOST_OPTIONS = 5
MOST_MENUS = 3
GREETING_S = 8.0
QUESTION_S = 25.0
SERVED_S = 60.0
LONG_NUMBER = 8
"""Digits from which a number is read back."""
MOST_RETRIES = 3
SHORTEST_WAIT_S, LONGEST_WAIT_S = 3.0, 12.0

AFTER = {"no_input": "silence", "no_match": "a wrong answer"}

Params = Mapping[str, str | int]
Found = Iterator[tuple[str, Params]]
"""Places, each with what the rule's sentence has to tell of it."""


@dataclass(frozen=True)
class Breach:
    """A rule of the standard that a node does not keep; `node` is empty for the flow itself.

    The panel says it in its own language, by the rule's name and `params`; `sentence` is the English one.
    """

    node: str
    rule: str
    sentence: str
    params: Params


@dataclass(frozen=True)
class Rule:
    """`costs` points of a hundred for each breach, and `most` for all of them."""

    rule: str
    find: Callable[[Flow, Sequence[Path]], Found]
    sentence: str
    costs: int = 5
    most: int = 20

    def breach(self, node: str, params: Params) -> Breach:
        said = {**params, "after": AFTER.get(str(params.get("after")), "")}
        return Breach(node, self.rule, self.sentence.format_map(said), params)


def _options(flow: Flow, paths: Sequence[Path]) -> Found:
    for place, menu in _menus(flow):
        offered = [option for option in menu.options if not option.only or "phone" in option.only]
        if len(offered) > MOST_OPTIONS:
            yield place, {"count": len(offered), "most": MOST_OPTIONS}


def _depth(flow: Flow, paths: Sequence[Path]) -> Found:
    deepest: dict[str, int] = {}
    for path in paths:
        if path.depth > MOST_MENUS:
            deepest[path.nodes[-1]] = max(path.depth, deepest.get(path.nodes[-1], 0))
    for place, depth in deepest.items():
        yield place, {"count": depth, "most": MOST_MENUS}


def _says_its_keys(flow: Flow, paths: Sequence[Path]) -> Found:
    if flow.offer is None and any(menu.read_out for _, menu in _menus(flow)):
        yield "", {}


def _option_before_key(flow: Flow, paths: Sequence[Path]) -> Found:
    for language, text in flow.offer.texts.items() if flow.offer else ():
        named = [text.find(gap) for gap in ("{phrase}", "{label}") if gap in text]
        if named and "{key}" in text and text.find("{key}") < min(named):
            yield "", {"language": language, "text": text}


def _person(flow: Flow, paths: Sequence[Path]) -> Found:
    for key, part in flow.parts.items():
        questions = [node for node in part.nodes if isinstance(node, Question)]
        if questions and part.operator is None:
            yield f"{key}/" if key else "", {}


def _zero(flow: Flow, paths: Sequence[Path]) -> Found:
    for place, menu in _menus(flow):
        operator = flow.part_of(place).operator
        for option in menu.options:
            to = flow.places.get(place_of(place, option.next))
            if option.key == "0" and option.next != operator and to is not None and to.kind not in SERVED:
                yield place, {}


def _greeting(flow: Flow, paths: Sequence[Path]) -> Found:
    greetings: dict[str, float] = {}
    for path in paths:
        said = 0.0
        for place in path.nodes:
            if flow.places[place].waits:
                break
            said += seconds_of(heard_at(flow, place))
        greetings[path.nodes[0]] = max(said, greetings.get(path.nodes[0], 0.0))
    for place, said in greetings.items():
        if said > GREETING_S:
            yield place, {"seconds": round(said), "most": round(GREETING_S)}


def _question(flow: Flow, paths: Sequence[Path]) -> Found:
    for place, _ in _questions(flow):
        said = seconds_of(heard_at(flow, place))
        if said > QUESTION_S:
            yield place, {"seconds": round(said), "most": round(QUESTION_S)}


def _served(flow: Flow, paths: Sequence[Path]) -> Found:
    worst: dict[str, float] = {}
    for path in paths:
        worst[path.nodes[-1]] = max(path.seconds, worst.get(path.nodes[-1], 0.0))
    for place, seconds in worst.items():
        if seconds > SERVED_S:
            yield place, {"seconds": round(seconds), "most": round(SERVED_S)}


def _second_chance(flow: Flow, paths: Sequence[Path]) -> Found:
    for place, node in _questions(flow):
        for after, retry in _retries(node):
            if not 1 <= retry.retries <= MOST_RETRIES:
                yield place, {"after": after, "count": retry.retries, "most": MOST_RETRIES}


def _says_what_went_wrong(flow: Flow, paths: Sequence[Path]) -> Found:
    for place, node in _questions(flow):
        for after, retry in _retries(node):
            if retry.prompt is None and retry.retries:
                yield place, {"after": after}


def _gives_up_kindly(flow: Flow, paths: Sequence[Path]) -> Found:
    for place, node in _questions(flow):
        for after, retry in _retries(node):
            if isinstance(flow.places.get(place_of(place, retry.next)), Goodbye):
                yield place, {"after": after}


def _read_back(flow: Flow, paths: Sequence[Path]) -> Found:
    for place, node in _questions(flow):
        if isinstance(node, Ask) and node.min >= LONG_NUMBER and node.confirm is None:
            yield place, {"count": node.min}


def _without(flow: Flow, paths: Sequence[Path]) -> Found:
    for place, node in _questions(flow):
        if isinstance(node, Ask) and node.without is None:
            yield place, {}


def _patience(flow: Flow, paths: Sequence[Path]) -> Found:
    for place, node in _questions(flow):
        if not SHORTEST_WAIT_S <= node.timeout_s <= LONGEST_WAIT_S:
            yield (
                place,
                {
                    "seconds": f"{node.timeout_s:g}",
                    "least": round(SHORTEST_WAIT_S),
                    "most": round(LONGEST_WAIT_S),
                },
            )


STANDARD = (
    Rule("options", _options, "It has {count} options; nobody remembers more than {most}."),
    Rule("depth", _depth, "It lies behind {count} menus; {most} are enough.", costs=8, most=24),
    Rule(
        "says_its_keys",
        _says_its_keys,
        "Its menus never say which key does what: write an offer, such as “For {{phrase}}, press {{key}}.”",
        costs=8,
        most=8,
    ),
    Rule(
        "option_before_key",
        _option_before_key,
        "It names the key before the option ({language}): “{text}”",
        costs=8,
        most=8,
    ),
    Rule("person", _person, "From its questions nobody reaches a person by 0: name an operator.", costs=20),
    Rule("zero", _zero, "0 leads elsewhere than to a person."),
    Rule(
        "greeting",
        _greeting,
        "{seconds} seconds go by before callers can do anything; {most} are the most.",
        costs=8,
        most=8,
    ),
    Rule("question", _question, "To hear the question takes {seconds} seconds; {most} are the most."),
    Rule("served", _served, "It takes {seconds} seconds to get here; {most} are the most.", most=15),
    Rule(
        "second_chance",
        _second_chance,
        "After {after} the question is put {count} times again; 1 to {most} is kind.",
        costs=3,
        most=12,
    ),
    Rule(
        "says_what_went_wrong",
        _says_what_went_wrong,
        "After {after} it repeats itself without saying what went wrong.",
        costs=1,
        most=6,
    ),
    Rule(
        "gives_up_kindly",
        _gives_up_kindly,
        "After {after} it hangs up on people rather than bringing them to a person.",
        costs=6,
        most=18,
    ),
    Rule("read_back", _read_back, "A number of {count} digits and more is not read back.", costs=3, most=9),
    Rule("without", _without, "Whoever does not have the number at hand cannot say so.", costs=2, most=6),
    Rule(
        "patience",
        _patience,
        "It waits {seconds} seconds for an answer; {least} to {most} suit people who think.",
        costs=3,
        most=9,
    ),
)


def breaches_of(flow: Flow, paths: Sequence[Path]) -> Iterator[Breach]:
    """Everything in which a flow does not keep to the standard, rule by rule."""
    for rule in STANDARD:
        for node, params in rule.find(flow, paths):
            yield rule.breach(node, params)


def score_of(breaches: Sequence[Breach]) -> int:
    """100 for a flow that keeps to every rule, down to 0."""
    lost = 0
    for rule in STANDARD:
        count = sum(breach.rule == rule.rule for breach in breaches)
        lost += min(rule.costs * count, rule.most)
    return max(0, 100 - lost)


def _menus(flow: Flow) -> Iterator[tuple[str, Menu]]:
    return ((place, node) for place, node in flow.places.items() if isinstance(node, Menu))


def _questions(flow: Flow) -> Iterator[tuple[str, Question]]:
    return ((place, node) for place, node in flow.places.items() if isinstance(node, Question))


def _retries(node: Question) -> tuple[tuple[str, Retry], ...]:
    return (("no_input", node.no_input), ("no_match", node.no_match))
