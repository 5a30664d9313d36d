"""Queues and their rules, agents' skills, and why an item is offered to whom."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from acd.rules import Level, QueueKey, Rules, Skill
from web.schemas.base import AgentName, FlowKey, Id, In, Kind, Language, Out, Presence, QueueName

Name = Annotated[str, Field(min_length=1, max_length=80)]
Names = Annotated[dict[str, Name], Field(max_length=20)]
CallbackFirst = Literal["agent", "customer"]
Hears = Literal["own", "all", "none"]
Skills = Annotated[dict[Skill, Level], Field(max_length=60)]


class QueuePath(In):
    queue_key: FlowKey


class QueueIn(In):
    """`skills` is what its work needs, with the least level of each. The name falls back to English.

    `survey_flow` asks callers how it was when their agent has hung up; null hangs them up, too. Left out, it stays.
    `callback_first` is who is rung first when somebody is called back; left out or null, it stays.
    """

    names: Annotated[Names, Field(min_length=1)]
    skills: Skills = Field(default_factory=dict)
    ring_s: Annotated[int, Field(ge=5, le=120)] = 20
    wrap_up_s: Annotated[int, Field(ge=0, le=1800)] = 30
    rules: Rules = Rules()
    survey_flow: FlowKey | None = None
    callback_first: CallbackFirst | None = None


class QueueSettings(Out):
    """`serving` counts the agents who have its skills, there or not."""

    key: QueueKey
    name: str
    names: dict[str, str]
    skills: dict[str, int]
    ring_s: int
    wrap_up_s: int
    rules: Rules
    survey_flow: str | None
    callback_first: CallbackFirst
    serving: int


class AgentSkills(Out):
    """`hears`: whose recordings they may listen to; of their own calls, of all, or of none."""

    id: int
    name: str
    presence: Presence
    skills: dict[str, int]
    capacity: dict[str, int]
    hears: Hears


class QueuesOut(Out):
    """`known` are all skills that somebody has or some queue asks for."""

    queues: list[QueueSettings]
    agents: list[AgentSkills]
    known: list[str]


class SkillsIn(In):
    """`capacity`: kind of work → how many at once; 0 keeps the agent out of that kind.

    `hears`: left out, it stays.
    """

    skills: Skills
    capacity: dict[Kind, Annotated[int, Field(ge=0, le=20)]]
    hears: Hears | None = None


class PreviewIn(In):
    """The item that is asked about; `skills` and `rules` of the queue, where they are a draft."""

    kind: Kind = "call"
    own_skills: Annotated[list[Skill], Field(max_length=10)] = Field(default_factory=list)
    language: Language | None = None
    priority: Annotated[int, Field(ge=-100, le=100)] = 0
    value: Annotated[int, Field(ge=0, le=100)] = 0
    waited_s: Annotated[int, Field(ge=0, le=86_400)] = 0
    preferred_agent: Id | None = None
    skills: Skills | None = None
    rules: Rules | None = None


class Considered(Out):
    """One who could take it. `way` 0 serves it fully, later ones joined as it waited; `liked` counts preferred
    skills; `level` adds up the levels of what is asked for; `again`: had refused it before."""

    agent: AgentName
    way: int
    liked: int
    open: int
    idle_s: float
    handled: int
    level: int
    again: bool


class Passed(Out):
    """Those whom one reason kept out: `count` of them, the first few by name."""

    reason: str
    count: int
    agents: list[AgentName]


class Why(Out):
    """Why this agent and no other. `why` names the rule that decided, and is None where the item waits on;
    `waits_for` is the agent who is then waited for. `ways`: what is asked, any of them; best first in `considered`."""

    why: str | None
    chosen: AgentName | None
    waits_for: AgentName | None
    waited_s: float
    priority: int
    ways: list[dict[str, int]]
    prefers: dict[str, int]
    pick: str
    alone: bool
    considered: list[Considered]
    considered_count: int
    passed_over: list[Passed]


class Preview(Out):
    """`queue` is where it would stand by then, after `step` steps of widening; `way_out` is `message` or `flow`
    where a caller would be brought out of all lines."""

    queue: QueueName
    step: int
    way_out: str
    why: Why


class OfferOfCall(Out):
    """One offer of a call, with the record of its choice. `agrees`: deciding again from the record gives the same."""

    id: int
    agent: AgentName
    state: str
    at: datetime
    ended_at: datetime | None
    why: Why | None
    agrees: bool


class RoutingOfCall(Out):
    """How a call found its agent: what was expected of its wait when it came, what it was, and its offers."""

    queue: QueueName | None
    been: list[QueueName]
    expected_wait_s: int | None
    waited_s: float | None
    language: str
    offers: list[OfferOfCall]
