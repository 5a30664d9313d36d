"""Callers who talk with an agent on the simulated switch: where the tests of transfers begin."""

from __future__ import annotations

from ivr.turns import Enqueue
from tests.story import Caller, Company


def waiting(company: Company, number: str = "+15551230001") -> Caller:
    """A caller in the queue for orders."""
    caller = company.dial(number).presses("1", "1", "427")
    assert caller.turn.ending == Enqueue("orders")
    return caller


def talking(company: Company, name: str = "Sara", number: str = "+15551230001") -> tuple[Caller, int]:
    """A caller, and the agent with whom they talk."""
    caller, agent_id, _ = talking_on(company, name, number)
    return caller, agent_id


def talking_on(company: Company, name: str = "Sara", number: str = "+15551230001") -> tuple[Caller, int, str]:
    """As `talking`, and the agent's channel."""
    agent_id = company.agent(name, "orders")
    caller = waiting(company, number)
    company.round()
    return caller, agent_id, answers(company, agent_id)


def answers(company: Company, agent_id: int) -> str:
    """The agent picks up. Returns their channel."""
    ring = company.switch.ringing(agent_id)
    company.switch.answer(ring.channel)
    company.calls.agent_answered(ring.channel)
    return ring.channel


def ignores(company: Company, agent_id: int, why: str = "no_answer") -> None:
    ring = company.switch.ringing(agent_id)
    company.switch.drop(ring.channel)
    company.calls.ring_ended(ring.channel, why)


def in_room(company: Company, caller: Caller) -> int:
    """How many are in the call's room."""
    return list(company.switch.places.values()).count(f"call-{caller.id}")


def alone(company: Company, caller: Caller) -> bool:
    """Whether caller and agent are alone with each other, and nobody else is there."""
    places = set(company.switch.places.values())
    return len(company.switch.places) == 2 and places == {caller.place} and caller.place.startswith("pair:")


def kinds(company: Company, call_id: int) -> list[str]:
    return [kind for kind, _ in company.steps("phone", call_id)]
