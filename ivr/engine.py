"""The turn engine. Pure: what it knows comes in by arguments, what it decides goes out as values.

    advance(flow, state, heard, facts) -> (State, Turn)     decide the next turn; raises ConversationFault
    apologise(flow, state, facts)      -> (State, Turn)     after a fault: an apology, then the operator or a goodbye
    code_heard(flow, state, heard)     -> str | None        a continue code to look up BEFORE advance → facts.code
    person_heard(flow, state, heard, facts) -> int | None   who they say they are, out of facts.may_be: facts are then
                                                            to be fetched for that person BEFORE advance

A conversation begins with `State(language=<hotline's>)` and `Started()`. Keep `state.to_json()` after every turn; after
a restart `State.from_json(...)` with `Started()` repeats the present question and counts no retry. `HungUp` ends it.

    State   node, language, language_chosen, answers {name: Answer(value, label)}, topic, topic_labels {language: text},
            new_journey, resumed, offered, journey, retries, draft, seen, path (Step(node, label, heard, way), …),
            message, trail, found {name: value}, ratings (Rating(node, scale, score), …), stack, ended
    Facts   open_now, closed_why, day_name, today, weekday, hour, language, customer_known, customer_name, caller,
            email, may_be (PersonFacts(id, name), …), customer_value, channel, via, can_send, can_call_back,
            open_journey, other_journeys, resumed, code, agents_ready, queue_length, expected_wait_s,
            queues {key: QueueFacts(agents_ready, waiting, expected_wait_s)}, extra
            JourneyFacts: topic, topic_labels, answers, last_channel, minutes_ago, id, subject
    Turn    prompts (Say | Play, …), ending (Gather | Record | Enqueue | Dial | Callback | LookUp | Hangup),
            sends (Send, …)

Which node understands which Heard stands in `ivr.kinds.LAW`.
"""

from __future__ import annotations

from ivr.facts import Facts
from ivr.flow import Flow
from ivr.graph import place_of
from ivr.heard import Heard, HungUp, Started
from ivr.kinds import AnyNode
from ivr.kinds.base import ConversationFault, Move, ProtocolFault, Walk
from ivr.kinds.journey import Code
from ivr.kinds.who import WhoIsIt
from ivr.state import State
from ivr.turns import Hangup, Turn

__all__ = [
    "ConversationFault",
    "LoopFault",
    "LostNode",
    "ProtocolFault",
    "advance",
    "apologise",
    "code_heard",
    "person_heard",
]

LONGEST_WALK = 1000
"""Nodes passed in one turn. No flow that means well comes near; one that runs in a circle stops here."""


class LoopFault(ConversationFault):
    """The flow runs in a circle and never waits for anybody."""


class LostNode(ConversationFault):
    """The state stands at, or a node leads to, a node that this flow does not have."""


def advance(flow: Flow, state: State, heard: Heard, facts: Facts) -> tuple[State, Turn]:
    """What to do next. Raises ConversationFault, having changed nothing, where the flow or the driver is at fault."""
    if state.ended:
        return state, Turn((), Hangup(state.ended if state.ended in ("voicemail", "fault") else "goodbye"))
    walk = Walk(flow, facts, state)
    if isinstance(heard, HungUp):
        walk.note("hang_up")
        walk.change(trail=(), ended="hung_up")
        return walk.state, Turn((), Hangup("goodbye"))
    return _go(walk, _first(walk, heard))


def apologise(flow: Flow, state: State, facts: Facts) -> tuple[State, Turn]:
    """After a fault on our side: say sorry, then bring them to the operator, or to a goodbye where there is none."""
    walk = Walk(flow, facts, state)
    walk.change(retries={}, draft="", ended="")
    _choose_language(walk)
    walk.say(walk.flow.apology)
    sorry = tuple(walk.prompts)
    if walk.flow.operator is not None:
        try:
            return _go(walk, walk.flow.operator)
        except ConversationFault as fault:
            # The operator's own branch is what broke. The apology still stands, and the conversation must end.
            walk.note("failure", label=str(fault))
    walk.change(trail=(), ended="fault")
    return walk.state, Turn(sorry, Hangup("fault"))


def code_heard(flow: Flow, state: State, heard: Heard) -> str | None:
    """The continue code in what was heard, if the conversation waits for one: look it up, and set facts.code."""
    node = flow.at(state.node)
    if not isinstance(node, Code) or state.ended:
        return None
    answer = node.sure(Walk(flow, Facts(), state), heard)
    return node.digits(answer) if answer else None


def person_heard(flow: Flow, state: State, heard: Heard, facts: Facts) -> int | None:
    """The person who they say they are, out of those whom they were offered: link them, and fetch the facts anew."""
    node = flow.at(state.node)
    if not isinstance(node, WhoIsIt) or state.ended:
        return None
    return node.person(Walk(flow, facts, state), heard)


def _first(walk: Walk, heard: Heard) -> Move:
    """What was heard → the first move of this turn."""
    if not walk.state.node:
        if not isinstance(heard, Started):
            raise ProtocolFault(f"a conversation begins with Started, not with {type(heard).__name__}")
        _choose_language(walk)
        return walk.root.start
    node = _node(walk, walk.state.node)
    if type(heard) not in node.law:
        raise ProtocolFault(f"{node.key} ({node.kind}) does not understand {type(heard).__name__}")
    return node.hear(walk, heard)


def _go(walk: Walk, move: Move) -> tuple[State, Turn]:
    """Walk from node to node until one waits or ends."""
    trail: list[str] = []
    for _ in range(LONGEST_WALK):
        if not isinstance(move, str):
            walk.change(trail=tuple(trail), ended=move.why if isinstance(move, Hangup) else "")
            return walk.state, Turn(tuple(walk.prompts), move, tuple(walk.sends))
        place = place_of(walk.state.node, move)
        node = _node(walk, place)
        trail.append(place)
        walk.come_to(place)
        move = node.enter(walk)
    raise LoopFault(f"more than {LONGEST_WALK} nodes in one turn, last {walk.state.node}: the flow runs in a circle")


def _node(walk: Walk, place: str) -> AnyNode:
    node = walk.root.at(place)
    if node is None:
        raise LostNode(f"there is no node {place!r} in the flow {walk.root.name!r}")
    return node


def _choose_language(walk: Walk) -> None:
    """The language to speak: chosen in this conversation, else the customer's, else the hotline's, else the first."""
    state, languages = walk.state, walk.root.languages
    if not (state.language_chosen and state.language in languages):
        wanted = (walk.facts.language, state.language, languages[0])
        walk.change(language=next(language for language in wanted if language in languages))
