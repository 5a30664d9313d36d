"""The driver of the text simulator: perform a turn by writing it down, report what the script does next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from hotline.script import Does, Fact, ScriptFault, heard_text, read_lines, with_fact
from ivr.engine import ConversationFault, advance, apologise
from ivr.facts import Facts
from ivr.flow import Flow
from ivr.heard import Digits, Heard, Silence, Started
from ivr.state import State
from ivr.turns import Callback, Dial, Ending, Enqueue, Gather, Hangup, LookUp, Record, Turn


def ending_text(ending: Ending) -> str:
    """An ending as a script writes it: `gather`, `enqueue orders skills=fa priority=2`, `hangup goodbye`."""
    match ending:
        case Gather():
            return "gather"
        case Record():
            return "record"
        case Dial(number):
            return f"dial {number}"
        case Callback(queue, number, skills, priority):
            return " ".join(["callback", queue, number, *_wanted(skills, priority)])
        case Enqueue(queue, skills, priority):
            return " ".join(["enqueue", queue, *_wanted(skills, priority)])
        case LookUp(connection, values):
            return " ".join(["look_up", connection, *(f"{name}={value}" for name, value in values.items())])
        case Hangup(why):
            return f"hangup {why}"


def _wanted(skills: tuple[str, ...], priority: int) -> list[str]:
    return [f"skills={','.join(skills)}"] * bool(skills) + [f"priority={priority}"] * bool(priority)


def turn_lines(turn: Turn) -> list[str]:
    """A turn as a script writes it. What is sent beside it stands in a remark."""
    sends = [f"# {send.by} to {send.to}: {send.text}" for send in turn.sends]
    return [*(f"< {prompt.text}" for prompt in turn.prompts), *sends, f"[{ending_text(turn.ending)}]"]


@dataclass
class Dialogue:
    """One conversation with a flow. `hear` is the whole driver; the rest is what came of it."""

    flow: Flow
    facts: Facts = field(default_factory=Facts)
    state: State = field(default_factory=State)
    turn: Turn | None = None

    def hear(self, heard: Heard) -> Turn:
        """Report what was heard and decide the next turn. A fault becomes an apology, as on a real telephone."""
        heard = self._as_a_telephone_hears(heard)
        try:
            # Through JSON and back, as between two webhooks: what does not survive that is not state.
            state, turn = advance(self.flow, State.from_json(self.state.to_json()), heard, self.facts)
        except ConversationFault:
            state, turn = apologise(self.flow, self.state, self.facts)
        self.state, self.turn = state, turn
        return turn

    def _as_a_telephone_hears(self, heard: Heard) -> Heard:
        """The key that ends the input is no part of what was pressed."""
        if not (isinstance(heard, Digits) and self.turn and isinstance(self.turn.ending, Gather)):
            return heard
        keys = heard.keys.removesuffix(self.turn.ending.finish)
        return Digits(keys) if keys else Silence()

    @property
    def over(self) -> bool:
        """Nothing more is heard by the flow: it has ended, or handed over to a queue."""
        return bool(self.state.ended)

    @property
    def ending(self) -> str:
        """How the last turn ended, as a script writes it; `hung up` where the other side left."""
        return "hung up" if self.turn is None or self.state.ended == "hung_up" else ending_text(self.turn.ending)

    def journey(self) -> dict[str, Any]:
        """What has to be the same on every backend, whatever carried the conversation."""
        return {
            "answers": {name: answer.value for name, answer in self.state.answers.items()},
            "topic": self.state.topic,
            "language": self.state.language,
            "new_journey": self.state.new_journey,
            "resumed": self.state.resumed,
            "path": [(step.node, step.heard, step.way) for step in self.state.path],
            "ending": self.ending,
        }


def run(
    flow: Flow, lines: Iterable[str], facts: Facts | None = None, language: str = "", at_once: bool = False
) -> Iterator[str]:
    """Walk through `flow` as the script's `lines` say, and give both sides, line by line.

    What the lines expect of us is passed over. `at_once` greets before the first line is read, for somebody who sits
    at the keyboard; otherwise facts at the script's head come first. Raises ScriptFault naming the line.
    """
    dialogue = Dialogue(flow, facts or Facts(), State(language=language))
    if at_once:
        yield from turn_lines(dialogue.hear(Started()))
    for line in read_lines(lines):
        if isinstance(line, Fact):
            dialogue.facts = changed(dialogue.facts, line)
            yield f"@ {line.name}={line.value}"
        elif isinstance(line, Does):
            if dialogue.turn is None:
                yield from turn_lines(dialogue.hear(Started()))
            yield f"> {heard_text(line.heard)}"
            *lines, _ = turn_lines(dialogue.hear(line.heard))
            yield from (*lines, f"[{dialogue.ending}]")
            if dialogue.over:
                return
    if dialogue.turn is None:
        yield from turn_lines(dialogue.hear(Started()))


def changed(facts: Facts, line: Fact) -> Facts:
    """`facts` with the one that the line names changed. Raises ScriptFault."""
    try:
        return with_fact(facts, line.name, line.value)
    except ValueError as fault:
        raise ScriptFault(f"@ {line.name}={line.value}: {fault}") from fault
