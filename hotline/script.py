"""The simulator's language: one line, one thing that happens in a conversation.

    > 427              keys (also without the ">")        > silence          nothing is said or pressed
    > "my order"       words (also: say my order)         > record 3.2       a message of 3.2 seconds
    > hangup           the caller is gone                 > resume           we begin again, as after a restart
    # a remark         is passed over                     @ open_now=false   a fact changes before the next turn
    > dial busy        a transfer's, queue's or callback's end: answered, busy, no_answer, failed
    > found {"status": "sent"}     what a look-up answered           > found nothing      it failed
    < Welcome          what we say, word for word         [gather] [enqueue orders skills=fa] [record] [hangup goodbye]

Facts: open_now, closed_why, day_name, today, weekday, hour, customer_name, customer_value, caller, may_be=Nora,Omid,
email, channel, via,
can_send=sms,email, can_call_back,
agents_ready, queue_length, expected_wait_s, queue.KEY.waiting, code, resumed, language,
journey=TOPIC, journey.label.LANGUAGE=…, journey.channel=…, journey.minutes_ago=…,
journey.answer.NAME=VALUE, extra.NAME=…
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from ivr.facts import QUEUE_FACTS, Answer, Facts, JourneyFacts, PersonFacts, QueueFacts
from ivr.heard import DialEnded, Digits, Heard, HungUp, LookedUp, Recorded, Silence, Spoken, Started

KEYS = re.compile(r"[0-9*#A-D]{1,64}")
_YES_NO = {"true": True, "yes": True, "false": False, "no": False}


class ScriptFault(Exception):
    """A line that the simulator does not understand. The text says which, and what would do."""


@dataclass(frozen=True)
class Does:
    """The other side does something."""

    heard: Heard


@dataclass(frozen=True)
class Fact:
    """Something about the world changes."""

    name: str
    value: str


@dataclass(frozen=True)
class Says:
    """We are expected to say this."""

    text: str


@dataclass(frozen=True)
class Ends:
    """Our turn is expected to end so: `gather`, `enqueue orders skills=fa`, `record`, `hangup goodbye`."""

    text: str


Line = Does | Fact | Says | Ends


def read_lines(lines: Iterable[str]) -> Iterator[Line]:
    """Every line that means something. Raises ScriptFault naming the number of the line that does not."""
    for number, raw in enumerate(lines, 1):
        line = raw.strip()
        if not line or line.startswith("# ") or line == "#":
            # A lone # at the start of a line is a remark; the key is written "> #".
            continue
        try:
            yield _line(line)
        except ValueError as fault:
            raise ScriptFault(f"line {number}: {fault}") from fault


def _line(line: str) -> Line:
    if line.startswith("<"):
        return Says(line[1:].strip())
    if line.startswith("[") and line.endswith("]"):
        return Ends(line[1:-1].strip())
    if line.startswith("@"):
        name, equals, value = line[1:].partition("=")
        if not equals:
            raise ValueError(f"{line!r} is no fact. Write it as @ open_now=false.")
        return Fact(name.strip(), value.strip())
    return Does(heard(line.removeprefix(">").strip()))


def heard(text: str) -> Heard:
    """What the other side did: keys, "words", silence, record 3.2, hangup, resume. Raises ValueError."""
    word, _, rest = text.partition(" ")
    if KEYS.fullmatch(text):
        return Digits(text)
    if len(text) > 1 and text[0] == text[-1] == '"':
        return Spoken(text[1:-1])
    match word:
        case "say" if rest.strip():
            return Spoken(rest.strip())
        case "silence":
            return Silence()
        case "hangup":
            return HungUp()
        case "resume":
            return Started()
        case "record":
            return Recorded("simulated.wav", float(rest or 3))
        case "dial":
            return DialEnded(rest.strip())
        case "found":
            return LookedUp(False) if rest.strip() == "nothing" else LookedUp(True, json.loads(rest))
    raise ValueError(f'{text!r} is nothing that a caller does. Write keys, "words", silence, record 3, or hangup.')


def heard_text(heard: Heard) -> str:
    """The other way round: what the other side did, as a script writes it."""
    match heard:
        case Digits(keys):
            return keys
        case Spoken(text):
            return f'"{text}"'
        case Recorded(_, duration_s):
            return f"record {duration_s:g}"
        case DialEnded(status):
            return f"dial {status}"
        case LookedUp(ok, answer):
            return f"found {json.dumps(answer, ensure_ascii=False) if ok else 'nothing'}"
        case Silence():
            return "silence"
        case HungUp():
            return "hangup"
        case Started():
            return "resume"


def with_fact(facts: Facts, name: str, value: str) -> Facts:
    """`facts` with one of them changed. Raises ValueError on a name or value that does not exist."""
    if name in _FACTS:
        return _FACTS[name](facts, value)
    if name.startswith("queue."):
        _, key, what = [*name.split("."), "", ""][:3]
        if what not in QUEUE_FACTS:
            raise ValueError(f"a queue has no {what!r}, only {', '.join(QUEUE_FACTS)}")
        changed = replace(facts.queues.get(key, QueueFacts()), **{what: int(value)})
        return replace(facts, queues={**facts.queues, key: changed})
    if name.startswith("extra."):
        return replace(facts, extra={**facts.extra, name.removeprefix("extra."): value})
    if name == "journey" or name.startswith("journey."):
        journey = facts.open_journey or JourneyFacts(last_channel="chat")
        return replace(facts, open_journey=_journey(journey, name.removeprefix("journey").removeprefix("."), value))
    raise ValueError(f"there is no fact {name!r}")


def _truth(value: str) -> bool:
    if value not in _YES_NO:
        raise ValueError(f"it is true or false, not {value!r}")
    return _YES_NO[value]


_FACTS: dict[str, Callable[[Facts, str], Facts]] = {
    "open_now": lambda facts, value: replace(facts, open_now=_truth(value)),
    "closed_why": lambda facts, value: replace(facts, closed_why=value, open_now=not value),
    "day_name": lambda facts, value: replace(facts, day_name=value),
    "today": lambda facts, value: replace(facts, today=value),
    "weekday": lambda facts, value: replace(facts, weekday=value),
    "hour": lambda facts, value: replace(facts, hour=int(value)),
    "customer_value": lambda facts, value: replace(facts, customer_value=int(value)),
    "can_call_back": lambda facts, value: replace(facts, can_call_back=_truth(value)),
    "email": lambda facts, value: replace(facts, email=value),
    "can_send": lambda facts, value: replace(facts, can_send=tuple(filter(None, value.split(",")))),
    "resumed": lambda facts, value: replace(facts, resumed=_truth(value)),
    "customer_known": lambda facts, value: replace(facts, customer_known=_truth(value)),
    "customer_name": lambda facts, value: replace(facts, customer_name=value, customer_known=True),
    "may_be": lambda facts, value: replace(
        facts, may_be=tuple(PersonFacts(n, name.strip()) for n, name in enumerate(filter(None, value.split(",")), 1))
    ),
    "caller": lambda facts, value: replace(facts, caller=value),
    "channel": lambda facts, value: replace(facts, channel=value),
    "via": lambda facts, value: replace(facts, via=value),
    "language": lambda facts, value: replace(facts, language=value or None),
    "code": lambda facts, value: replace(facts, code=value or None),
    "agents_ready": lambda facts, value: replace(facts, agents_ready=int(value)),
    "queue_length": lambda facts, value: replace(facts, queue_length=int(value)),
    "expected_wait_s": lambda facts, value: replace(facts, expected_wait_s=int(value)),
}


def _journey(journey: JourneyFacts, name: str, value: str) -> JourneyFacts:
    part, _, rest = name.partition(".")
    match part:
        case "":
            return replace(journey, topic=value)
        case "label":
            return replace(journey, topic_labels={**journey.topic_labels, rest: value})
        case "channel":
            return replace(journey, last_channel=value)
        case "minutes_ago":
            return replace(journey, minutes_ago=int(value))
        case "answer":
            return replace(journey, answers={**journey.answers, rest: Answer(value, value)})
    raise ValueError(f"a journey has no {name!r}")
