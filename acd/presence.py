"""What agents are: ready, busy, wrap_up, break or offline; and whether their panels live.

Agents ask to be ready, on a break or offline. Busy and wrap-up come with the work, and end with it.
Locks are always taken in the order item, offer, agent, so that no two of the desk's steps wait for each other.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from acd.models import EVERY_PHONE, Agent, PresenceChange
from acd.policy import LIVENESS_S
from db import held, now, signal

ASKABLE = ("ready", "break", "offline")
WORKING = ("busy", "wrap_up")
WATCHED = ("ready", "break")
"""Presences that end when the panel is gone. A wrap-up is never cut short: the agent is looked for when it is over."""
SEEN_EVERY_S = 1.5
"""A heartbeat is written down at most this often; panels send one every two seconds."""
GONE = ("offline", "gone")
"""What an agent is whose panel fell silent, through no wish of theirs."""
COMES_BACK_S = 60
"""A panel that is back within this time (a reload, a frozen tab, a pulled cable) is what it was before."""
SHIFT = timedelta(hours=4)
"""Whoever was offline for longer begins a new shift, with nothing handled yet."""


def set_presence(session: Session, agent_id: int, presence: str, reason: str = "", by: str = "") -> Agent:
    """The agent asks to be `ready`, on a `break` or `offline`. During a call or wrap-up it applies after it.

    `by` is the supervisor who asks for them; that is kept, also where it applies later. Asking to be ready is itself
    a sign of life. Raises ValueError for another presence, LookupError for a stranger.
    """
    if presence not in ASKABLE:
        raise ValueError(f"{presence!r} is not a presence that one can ask for: {', '.join(ASKABLE)}")
    agent = held_agent(session, agent_id)
    if presence == "ready":
        agent.seen_at = now()
    if agent.presence in WORKING:
        agent.after_wrap_up, agent.after_reason = presence, reason
        if by:
            _keep(session, agent, by)
        _tell(session, agent)
    elif (agent.presence, agent.reason) != (presence, reason):
        agent.after_wrap_up, agent.after_reason = "ready", ""
        change(session, agent, presence, reason, by=by)
    return agent


def extend_wrap_up(session: Session, agent_id: int, seconds: int) -> bool:
    """The agent is not done yet: so much longer from now on, or from the end if that is later. False where there is
    no wrap-up, or one without an end."""
    agent = held_agent(session, agent_id)
    if agent.presence != "wrap_up" or agent.wrap_up_until is None:
        return False
    agent.wrap_up_until = max(agent.wrap_up_until, now()) + timedelta(seconds=seconds)
    _tell(session, agent)
    signal(session, "desk", "work", why="wrap_up")
    return True


def end_wrap_up(session: Session, agent_id: int, over_by: datetime | None = None) -> Agent:
    """The wrap-up is over, by the agent's wish; or, with `over_by`, only if its time was up by then.

    Nothing happens to an agent who is not in one.
    """
    agent = held_agent(session, agent_id)
    if agent.presence == "wrap_up" and (
        over_by is None or agent.wrap_up_until is None or agent.wrap_up_until <= over_by
    ):
        _go_on(session, agent)
    return agent


def seen(session: Session, agent_id: int, voice: bool = True, phones: Iterable[str] = EVERY_PHONE.split()) -> bool:
    """The agent's panel lives, and can be talked through (over these backends) or not. Raises LookupError.

    Writes at most every SEEN_EVERY_S seconds, but a change of `voice` or `phones` at once; true if it did.
    """
    moment = now()
    agent = session.get(Agent, agent_id)
    if agent is None:
        raise LookupError(f"no agent {agent_id}")
    over = " ".join(phones) if voice else agent.phones
    before, changed = agent.seen_at, (agent.voice, agent.phones) != (voice, over)
    if before and moment - before < timedelta(seconds=SEEN_EVERY_S) and not changed:
        return False
    agent.seen_at, agent.voice, agent.phones = moment, voice, over
    if (agent.presence, agent.reason) == GONE:
        _come_back(session, held_agent(session, agent_id), moment)
    if changed or before is None or moment - before > timedelta(seconds=LIVENESS_S):
        signal(session, "desk", "work", why="seen")
    return True


def start_call(session: Session, agent_id: int) -> None:
    """The agent took a call: busy until it ends. What they asked for while it rang, they get afterwards."""
    agent = held_agent(session, agent_id)
    if agent.presence not in ("ready", *WORKING):
        agent.after_wrap_up, agent.after_reason = agent.presence, agent.reason
    change(session, agent, "busy")


def end_work(session: Session, agent_id: int, kind: str, wrap_up_s: int) -> None:
    """A piece of work ended: the agent has `wrap_up_s` seconds to write things down, or is free at once.

    What ends while the agent is on a call, in wrap-up or away leaves their presence alone.
    """
    agent = held_agent(session, agent_id)
    agent.worked_at = now()
    agent.handled += 1
    if agent.presence != ("busy" if kind == "call" else "ready"):
        return
    if wrap_up_s > 0:
        change(session, agent, "wrap_up", wrap_up_until=now() + timedelta(seconds=wrap_up_s))
    elif kind == "call":
        _go_on(session, agent)


def stop(session: Session, agent: Agent, presence: str, reason: str) -> None:
    """Ask this agent (held) no more until they say that they are ready: a break that we ordered, or gone offline."""
    agent.after_wrap_up, agent.after_reason = "ready", ""
    change(session, agent, presence, reason)


def lose(session: Session, agent: Agent) -> None:
    """The panel of this agent (held) fell silent: they are offline, and what they were before is remembered."""
    before = agent.presence, agent.reason
    change(session, agent, *GONE)
    agent.after_wrap_up, agent.after_reason = before


def _come_back(session: Session, agent: Agent, moment: datetime) -> None:
    """The panel is heard of again. Whoever was on a break still is; nobody is made ready after a long time away."""
    if agent.after_wrap_up == "break" or moment - agent.presence_at <= timedelta(seconds=COMES_BACK_S):
        _go_on(session, agent)


def alive(agent: Agent) -> bool:
    return agent.seen_at is not None and now() - agent.seen_at <= timedelta(seconds=LIVENESS_S)


def held_agent(session: Session, agent_id: int) -> Agent:
    """The agent's row, fresh, and ours until the transaction ends. Raises LookupError."""
    agent = held(session, Agent, agent_id, key_share=True)
    if agent is None:
        raise LookupError(f"no agent {agent_id}")
    return agent


def change(
    session: Session,
    agent: Agent,
    presence: str,
    reason: str = "",
    wrap_up_until: datetime | None = None,
    by: str = "",
) -> None:
    """Write a new presence and its history, and tell everybody whom it concerns."""
    moment = now()
    if agent.presence == "offline" and moment - agent.presence_at > SHIFT:
        agent.handled = 0
    agent.presence, agent.reason, agent.presence_at = presence, reason, moment
    agent.wrap_up_until = wrap_up_until
    _keep(session, agent, by)
    _tell(session, agent)
    # Leaving matters to the desk as much as coming: items that waited for this agent may now go to others.
    signal(session, "desk", "work", why="presence")


def _keep(session: Session, agent: Agent, by: str) -> None:
    """One line of history. What was asked for while they work is a line as well, with what they are meanwhile."""
    session.add(PresenceChange(agent_id=agent.id, presence=agent.presence, reason=agent.reason, by=by, at=now()))


def _go_on(session: Session, agent: Agent) -> None:
    presence, reason = agent.after_wrap_up, agent.after_reason
    agent.after_wrap_up, agent.after_reason = "ready", ""
    change(session, agent, presence, reason)


def _tell(session: Session, agent: Agent) -> None:
    until = agent.wrap_up_until.isoformat() if agent.wrap_up_until else None
    facts = {"agent_id": agent.id, "presence": agent.presence, "reason": agent.reason, "wrap_up_until": until}
    signal(session, f"agent:{agent.id}", "presence", **facts, next=agent.after_wrap_up)
    signal(session, "floor", "presence", **facts)
