"""One simulated conversation, from its beginning, for the panel: what is said, and which way it walks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hotline.dialogue import Dialogue, turn_lines
from hotline.script import heard_text
from hotline.turns import fresh_steps
from ivr.facts import Facts
from ivr.flow import Flow
from ivr.heard import Heard, HungUp, Started
from ivr.state import State, Step
from ivr.turns import Turn


@dataclass(frozen=True)
class Simulation:
    """`turns` and, for each, how it ended, and the nodes left and come to.

    `script` is the same conversation as a test of the flow is written.
    """

    turns: tuple[Turn, ...]
    endings: tuple[str, ...]
    walked: tuple[tuple[Step, ...], ...]
    state: State
    script: str


def simulate(flow: Flow, facts: Facts, heard: Sequence[Heard], language: str = "") -> Simulation:
    """Say all this to the flow, after its first turn. What comes after its end is not heard any more."""
    dialogue = Dialogue(flow, facts, State(language=language))
    turns: list[Turn] = []
    endings: list[str] = []
    walked: list[tuple[Step, ...]] = []
    lines: list[str] = []
    for one in (Started(), *heard):
        if dialogue.over:
            break
        before = dialogue.state
        turns.append(dialogue.hear(one))
        endings.append(dialogue.ending)
        walked.append(tuple(_steps(flow, before, dialogue.state)))
        lines += [f"> {heard_text(one)}"] if before.node else []
        lines += ["[hung up]"] if isinstance(one, HungUp) else turn_lines(turns[-1])
    return Simulation(tuple(turns), tuple(endings), tuple(walked), dialogue.state, "\n".join(lines))


def _steps(flow: Flow, before: State, after: State) -> Iterator[Step]:
    """Every node of one turn: the one that was left, those passed, and the one that waits now."""
    noted = list(fresh_steps(before, after))
    if noted and noted[0].node == before.node and before.node:
        yield noted.pop(0)
    for key in after.trail:
        if noted and noted[0].node == key:
            yield noted.pop(0)
        else:
            node = flow.places[key]
            yield Step(key, node.title, "", "" if key == after.node and node.waits else "next")
    yield from noted


def answers(state: State) -> dict[str, str]:
    return {name: answer.value for name, answer in state.answers.items()}
