"""The new part of an email's text: quoted history and signature cut away.

A line-by-line reading with the words of `quote_words`. Its time grows with the length of the text: mail is written by
strangers, and the regular expressions of the library we compare with (mail-parser-reply) take four seconds for a
hostile 12 kB, take list items for signatures, and know no Persian, Russian or Thai.

The rule in doubt is to keep: history shown twice is a nuisance, a sentence lost is a complaint.
"""

from __future__ import annotations

import re
from itertools import chain

from channels.quote_words import CLOSINGS, FIELDS, OPENS, SENT_FROM, SEPARATORS, WROTE

_LONGEST_ATTRIBUTION = 400
_CARD_LINES, _CARD_WIDTH = 8, 70

_UNSEEN = re.compile(r"[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_TIME = re.compile(r"\d{1,2}[:.٫]\d{2}(?!\d)|\d{1,2}\s?(?:am|pm|uhr)\b|\d{1,2}h\d{2}")
_DATE = re.compile(r"(?:19|20|13|14|25|۱۳|۱۴|۲۰|٢٠|๒๕)\d\d(?!\d)|\d{1,4}[./-]\d{1,2}[./-]\d{1,4}")
_MAILBOX = re.compile(r"[^\s@]{1,64}@[^\s@]")
_FIELD = re.compile(r"[*_ ]{0,4}([^:：\n]{1,24}?)[*_ ]{0,3}[:：]")
_DASHED = re.compile(r"[-_=]{2,}\s*(\S.{0,60}?)\s*[-_=]{2,}$")
_RULE = re.compile(r"[_-]{16,}$")

_VERBS = tuple(chain.from_iterable(words if isinstance(words, tuple) else (words,) for words in WROTE.values()))
_OPENERS = tuple(chain.from_iterable(OPENS.values()))
_SEPARATED = frozenset(chain.from_iterable(SEPARATORS.values()))
_FROM_PROGRAM = tuple(chain.from_iterable(SENT_FROM.values()))
_CLOSED = frozenset(chain.from_iterable(CLOSINGS.values()))


def reply_text(text: str) -> str:
    """What the sender wrote this time. Never empty when the message has text that is not quoted."""
    lines = [line.rstrip().replace("\xa0", " ") for line in text.replace("\r\n", "\n").split("\n")]
    plain = [_UNSEEN.sub("", line).strip().lower() for line in lines]
    quoted = [line.startswith((">", "|>")) for line in plain]
    attributed, history = _quotations(plain, quoted)
    kept = [at for at in range(history) if not quoted[at] and at not in attributed]
    new = _without_signature(kept, plain)
    for chosen in (new, kept, [at for at in range(len(lines)) if not quoted[at]]):
        if any(plain[at] for at in chosen):
            return _laid_out(chosen, lines)
    return text.strip()


def _quotations(plain: list[str], quoted: list[bool]) -> tuple[set[int], int]:
    """The lines that only announce a quotation, and where history begins that runs to the end of the text."""
    announcing: set[int] = set()
    for at, line in enumerate(plain):
        if quoted[at] or not line:
            continue
        if _separates(line) or _field_block(plain, at):
            return announcing, _above_rule(plain, at)
        if count := _attribution(plain, at):
            first = _above_fields(plain, at + 1 - count)
            following = next((below for below in range(at + 1, len(plain)) if plain[below]), None)
            if following is None or quoted[following]:
                # With marks on the quoted lines, whatever has no mark is new: an answer below or in between.
                announcing.update(range(first, at + 1))
            else:
                return announcing, first
    return announcing, len(plain)


def _attribution(plain: list[str], last: int) -> int:
    """How many lines, ending at `last`, say "On …, … wrote:"; 0 when it is no such line."""
    if not plain[last].endswith((":", "：")):
        return 0
    for count in (1, 2, 3):
        first = last + 1 - count
        if first < 0 or not plain[first]:
            return 0
        joined = " ".join(plain[first : last + 1])
        if len(joined) > _LONGEST_ATTRIBUTION:
            return 0
        if _attributes(joined):
            above = plain[first - 1] if first else ""
            folded = bool(above) and above.startswith(_OPENERS) and not joined.startswith(_OPENERS)
            return count + (folded and bool(_DATE.search(above) or _TIME.search(above)))
    return 0


def _attributes(line: str) -> bool:
    """A time or date, and beside it either somebody's address or, said of somebody, "wrote"."""
    if not (_TIME.search(line) or _DATE.search(line)):
        return False
    body = line.rstrip(":： ")
    tail = body.endswith((">", ")")) and "@" in body[-120:]
    said = any(body.endswith(verb) or f" {verb} " in body for verb in _VERBS)
    if said and (_MAILBOX.search(line) or line.startswith(_OPENERS) or (_TIME.search(line) and _DATE.search(line))):
        return True
    return tail or bool(_MAILBOX.search(body[-120:]) and _TIME.search(line) and _DATE.search(line))


def _field_block(plain: list[str], at: int) -> bool:
    """From, Sent, To, Subject in a row: three kinds of field of one language, the first being From (or the date)."""
    first = _FIELD.match(plain[at])
    if first is None:
        return False
    block = [found[1].strip("*_ ") for line in plain[at : at + 8] if line and (found := _FIELD.match(line))]
    for fields in FIELDS.values():
        if block[0] not in fields["from"] and block[0] not in fields["sent"]:
            continue
        kinds = {kind for label in block for kind, labels in fields.items() if label in labels}
        if "from" in kinds and len(kinds) >= 3:
            return True
    return False


def _above_fields(plain: list[str], first: int) -> int:
    """Yandex writes whom it was for and its subject above the date, below a line of dashes; they go with it."""
    start, labels = first, set()
    for above in range(first - 1, max(first - 7, 0) - 1, -1):
        field = _FIELD.match(plain[above])
        if field:
            labels.add(field[1].strip("*_ "))
            start = above
        elif plain[above]:
            break
    for fields in FIELDS.values():
        if labels.intersection(fields["to"]) and labels.intersection(fields["subject"]):
            return _above_rule(plain, start)
    return first


def _separates(line: str) -> bool:
    dashed = _DASHED.match(line) if len(line) < 120 else None
    return dashed is not None and dashed[1] in _SEPARATED


def _above_rule(plain: list[str], at: int) -> int:
    """Outlook and Yandex draw a line above their block; it goes with it."""
    above = at - 1
    while above >= 0 and not plain[above]:
        above -= 1
    return above if above >= 0 and _RULE.match(plain[above]) else at


def _without_signature(kept: list[int], plain: list[str]) -> list[int]:
    """Cut at `-- `, at "Sent from my …", or at a closing with nothing but a few short lines below it."""
    written = [at for at in kept if plain[at]]
    for place, at in enumerate(written):
        line, below = plain[at], len(written) - place - 1
        if (
            (line == "--" and place > 0)
            or (below <= 1 and len(line) <= 120 and line.startswith(_FROM_PROGRAM))
            or (
                place > 0
                and below <= _CARD_LINES
                and line.rstrip(",.!، ") in _CLOSED
                and _card(plain, written[place + 1 :])
            )
        ):
            return [each for each in kept if each < at]
    return kept


def _card(plain: list[str], below: list[int]) -> bool:
    """Whether these lines are as short as those of a name and an address."""
    return all(len(plain[at]) <= _CARD_WIDTH for at in below)


def _laid_out(chosen: list[int], lines: list[str]) -> str:
    """The chosen lines; where something was cut out between two of them, one blank line."""
    out: list[str] = []
    for at in chosen:
        if lines[at].strip() or (out and out[-1]):
            out.append(lines[at])
    return "\n".join(out).strip("\n").strip()
