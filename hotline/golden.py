"""Golden conversations: one file, both sides, played on every backend, and the same journey must come of it.

golden = Golden.read(path)      (or Golden.parse(name, text, facts))
golden.facts                 the world before the first turn
for exchange in golden.exchanges:
    exchange.facts           what changes before this turn: ((name, value), …)
    exchange.heard           what the other side does; Started() in the first
    exchange.says            what we must say, word for word; empty where the file leaves it open
    exchange.ends            how our turn must end, as `Dialogue.ending` writes it; "" where left open
expected = played(flow, golden).journey()    what the simulator makes of it, for other backends to compare with
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from hotline.dialogue import Dialogue, changed
from hotline.script import Does, Ends, Fact, Says, read_lines
from ivr.facts import Facts
from ivr.flow import Flow
from ivr.heard import Heard, Started
from ivr.state import State

STRANGER = Facts()


@dataclass(frozen=True)
class Exchange:
    """One turn: what they do, and what we must answer."""

    heard: Heard
    facts: tuple[Fact, ...] = ()
    says: tuple[str, ...] = ()
    ends: str = ""


@dataclass(frozen=True)
class Golden:
    """A conversation that must go like this. `about` is the file's first remark."""

    name: str
    about: str
    facts: Facts
    exchanges: tuple[Exchange, ...]

    @classmethod
    def read(cls, path: Path) -> Golden:
        """Raises ScriptFault on a line that is not of the format."""
        return cls.parse(path.stem, path.read_text(encoding="utf-8"))

    @classmethod
    def parse(cls, name: str, text: str, facts: Facts = STRANGER) -> Golden:
        """`facts` are the world to begin with; the text may change them. Raises ScriptFault."""
        exchanges = [Exchange(Started())]
        ahead: list[Fact] = []
        for line in read_lines(text.splitlines()):
            now = exchanges[-1]
            match line:
                case Fact() if now == Exchange(Started()):
                    facts = changed(facts, line)
                case Fact():
                    ahead.append(line)
                case Does(heard):
                    exchanges.append(Exchange(heard, tuple(ahead)))
                    ahead = []
                case Says(said):
                    exchanges[-1] = replace(now, says=(*now.says, said))
                case Ends(ends):
                    exchanges[-1] = replace(now, ends=ends)
        about = next((line.removeprefix("# ") for line in text.splitlines() if line.startswith("# ")), "")
        return cls(name, about, facts, tuple(exchanges))


def goldens(folder: Path) -> list[Golden]:
    """Every golden conversation of a folder, by name."""
    return [Golden.read(path) for path in sorted(folder.glob("*.txt"))]


@dataclass(frozen=True)
class OtherWay:
    """The turn in which the conversation did not go as the golden one: what it should have been, and what it was."""

    turn: int
    expected: tuple[str, ...]
    got: tuple[str, ...]


def play(flow: Flow, golden: Golden, language: str = "") -> tuple[Dialogue, OtherWay | None]:
    """Play it on the simulator, to its end or to the first turn that goes another way. Raises ScriptFault."""
    dialogue = Dialogue(flow, golden.facts, State(language=language))
    for number, exchange in enumerate(golden.exchanges):
        for fact in exchange.facts:
            dialogue.facts = changed(dialogue.facts, fact)
        turn = dialogue.hear(exchange.heard)
        said, ends = tuple(prompt.text for prompt in turn.prompts), dialogue.ending
        if exchange.says and said != exchange.says:
            return dialogue, OtherWay(number, exchange.says, said)
        if exchange.ends and ends != exchange.ends:
            return dialogue, OtherWay(number, (f"[{exchange.ends}]",), (f"[{ends}]",))
    return dialogue, None


def played(flow: Flow, golden: Golden) -> Dialogue:
    """Play it on the simulator. Raises AssertionError saying which turn went another way."""
    dialogue, other = play(flow, golden)
    if other is not None:
        raise AssertionError(f"{golden.name}, turn {other.turn}: it went {other.got}, not {other.expected}")
    return dialogue
