"""One contact walks through a flow: the same steps on a phone call, in a chat, and in the simulator.

`begin` and `go_on` fetch the facts, let `ivr.engine` decide the turn, and write down what it means: where the
contact stands, the journey's answers, the path. `join_line` puts it where it waits for a person.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from acd import line
from acd.models import Agent, Queue, WorkItem
from hotline import known, sendings, turns, versions
from hotline.known import Around, Asks
from hotline.models import FlowVersion, Hotline, WalksFlow
from ivr import told
from ivr.engine import ConversationFault, advance, apologise, code_heard, person_heard
from ivr.facts import Facts
from ivr.flow import Flow, read
from ivr.heard import Heard, Started
from ivr.kinds.ends import ToQueue
from ivr.state import State
from ivr.turns import Enqueue, Turn
from timeline import book, codes, customers, households, journeys, people
from timeline.events import AnswerGiven, CodeRefused, JourneyOpened, JourneyResumed, Queued, SurveyAnswered
from timeline.models import Journey

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Contact:
    """A call or conversation as the flow sees it. `kind` is `call`, `chat` or `email`; `source` is where it is from.

    `senders` are the ways by which messages can leave this installation: `sms`, `email`.
    """

    row: WalksFlow
    id: int
    kind: str
    source: str
    via: str = ""
    """How a chat comes: `web`, `sms`, or a messenger's key."""
    senders: tuple[str, ...] = ()
    called_back: bool = False
    """Whether somebody would call them back."""
    needs: tuple[str, ...] = ()
    """Skills that it asks of an agent, whatever the flow does."""

    @property
    def channel(self) -> str:
        return "phone" if self.kind == "call" else self.kind

    @property
    def at(self) -> tuple[str, int]:
        return self.channel, self.id


_DIALLED = (
    select(Hotline)
    .where(or_(Hotline.address == bindparam("address"), Hotline.is_default.is_(True)))
    .order_by(Hotline.is_default)
    .limit(1)
)
_PUBLISHED = select(FlowVersion.id, FlowVersion.published_at).where(FlowVersion.id == bindparam("version"))
"""Made once, as all that is asked for at every step of every contact: building a statement takes longer than it."""


def find_hotline(session: Session, address: str) -> Hotline:
    """The hotline that was dialled; the default one answers what is nobody's address."""
    return session.scalars(_DIALLED, {"address": address}).one()


def flows(session: Session) -> list[Flow]:
    """The flows that hotlines answer with, and queues ask with after an agent, now or soon."""
    keys = set(
        session.scalars(select(Hotline.flow_key).union(select(Queue.survey_flow).where(Queue.survey_flow != "")))
    )
    return [read(version.definition) for key in sorted(keys) for version in versions.speaking(session, key)]


def begin(session: Session, contact: Contact, hotline: Hotline, resumed: Journey | None = None) -> Turn:
    """The first turn. `resumed` is the journey that a code or a button brought along."""
    row = contact.row
    row.hotline_id = hotline.id
    row.flow_version_id = versions.answering(session, hotline.flow_key, row.customer_id)
    around = known.around(session, row)
    row.language = around.customer.language or hotline.language
    row.flow_state = State(language=row.language).to_json()
    if resumed:
        resume(session, contact, resumed, how="button")
    return go_on(session, contact, Started(), "", None if resumed else around)


def begin_again(session: Session, contact: Contact, flow_key: str) -> Turn:
    """The first turn of a flow for somebody who was with a person before. The language that they have chosen goes with
    them, and into another flow than theirs what they have answered; through their own they walk with something new.

    Raises LookupError for a flow that was never published.
    """
    row = contact.row
    anew = _flow(session, row).key == flow_key
    if anew:
        row.journey_id = None
    row.flow_version_id = versions.answering(session, flow_key, row.customer_id)
    spoken = _flow(session, row).flow.languages
    language = row.language if row.language in spoken else spoken[0]
    walked = State.from_json(row.flow_state or {}).path
    row.flow_state = State(language=language, language_chosen=True, new_journey=anew, path=walked).to_json()
    return go_on(session, contact, Started(), "")


def go_on(session: Session, contact: Contact, heard: Heard, secret: str, around: Around | None = None) -> Turn:
    """What to do after this was heard. `Started` repeats where the contact stands. `secret` reads continue codes;
    `around` is what was read of the contact already.
    """
    row = contact.row
    around = around or known.around(session, row)
    version = _as_walked(session, around.version)
    flow = version.flow
    before = State.from_json(row.flow_state or {})
    facts = known.facts(session, contact, before, version.asks, around)
    code = code_heard(flow, before, heard)
    if code:
        facts = _try_code(session, contact, code, secret, facts)
    who = person_heard(flow, before, heard, facts)
    if who and households.is_one(session, row.customer_id, who):
        # What is open of theirs is known now; whom they were offered is what their answer is about.
        there = known.around(session, row)
        facts = replace(known.facts(session, contact, before, version.asks, there), may_be=facts.may_be)
    try:
        known_now = told.beside(flow, before, heard) if facts.written else before
        after, turn = advance(flow, known_now, heard, facts)
    except ConversationFault:
        log.exception("%s %s: the flow failed; they are brought to a person", contact.kind, contact.id)
        after, turn = apologise(flow, before, facts)
    _write_down(session, contact, flow, before, after)
    row.flow_state = after.to_json()
    row.turn_number += 1
    turns.keep(session, contact, version.key, flow, before, after, heard, facts, turn)
    sendings.keep(session, contact, turn.sends)
    row.path = [{"node": step.node, "label": step.label, "heard": step.heard, "way": step.way} for step in after.path]
    row.language = after.language or row.language
    return turn


def join_line(session: Session, contact: Contact, wish: Enqueue, since: datetime | None = None) -> WorkItem:
    """Wait in a queue for a person: if possible the one who last worked on this journey.

    `since` is when they began to wait, where that was before.
    """
    journey = session.get(Journey, contact.row.journey_id) if contact.row.journey_id else None
    preferred = session.get(Agent, journey.last_agent_id) if journey and journey.last_agent_id else None
    item = line.enqueue(
        session,
        contact.kind,
        contact.id,
        wish.queue,
        customer_id=contact.row.customer_id,
        skills=(*wish.skills, *contact.needs),
        priority=wish.priority,
        language=contact.row.language,
        value=people.worth(session, contact.row.customer_id),
        preferred_agent_id=preferred.id if preferred else None,
        since=since,
    )
    fact = Queued(*contact.at, queue=item.queue_key, preferred_agent=preferred.name if preferred else "")
    book.record(session, contact.row.customer_id, fact, contact.row.journey_id)
    return item


def queue_of(session: Session, row: WalksFlow) -> str | None:
    """Where people come to in this contact's flow: the operator's queue, or else the first one."""
    if row.flow_version_id is None:
        return None
    flow = _flow(session, row).flow
    nodes = [flow.places.get(flow.operator or ""), *flow.places.values()]
    return next((node.queue for node in nodes if isinstance(node, ToQueue)), None)


@dataclass(frozen=True)
class Published:
    """A version as it is walked: the key of its flow, the flow, and what has to be known for it."""

    key: str
    flow: Flow
    asks: Asks


_parsed: dict[tuple[int, datetime], Published] = {}
"""Published versions never change, so each is parsed once in a process. The moment tells databases apart."""


def _flow(session: Session, row: WalksFlow) -> Published:
    """The version that the contact began with."""
    return published(session, row.flow_version_id)


def published(session: Session, version: int | None) -> Published:
    """A version by its id. Raises NoResultFound."""
    version_id, published_at = session.execute(_PUBLISHED, {"version": version}).one()
    return _as_walked(session, (version_id, published_at))


def _as_walked(session: Session, version: tuple[int, datetime]) -> Published:
    if version not in _parsed:
        found = session.get_one(FlowVersion, version[0])
        flow = read(found.definition)
        _parsed[version] = Published(found.flow_key, flow, known.asks(flow))
    return _parsed[version]


def _try_code(session: Session, contact: Contact, code: str, secret: str, facts: Facts) -> Facts:
    verdict, journey = codes.redeem(session, code, f"{contact.channel}:{contact.source}", secret)
    if journey is None:
        book.record(session, contact.row.customer_id, CodeRefused(*contact.at, why=verdict), contact.row.journey_id)
        return replace(facts, code=verdict)
    resume(session, contact, journey, how="code")
    return replace(facts, code="ok", resumed=True, open_journey=known.journey_facts(journey))


def resume(session: Session, contact: Contact, journey: Journey, how: str) -> None:
    """The contact goes on with this journey. `how`: `code` or `button`, which prove that both ends are the same person;
    `asked` (they said so), or `told` (a letter names what it is about)."""
    row, came_from = contact.row, journey.last_channel
    mine, theirs = (people.id_of(session, each.customer_id) for each in (row, journey))
    if mine != theirs:
        if customers.is_slight(session, mine, contact.at):
            people.merge(session, row.customer_id, journey.customer_id, why=how)
        elif customers.is_slight(session, theirs):
            people.merge(session, journey.customer_id, row.customer_id, why=how)
        else:
            customers.move_contact(session, contact.at, journey.customer_id, evidence=how)
            row.customer_id = journey.customer_id
    row.journey_id = journey.id
    journeys.touch(journey, contact.channel)
    fact = JourneyResumed(*contact.at, topic=journey.topic, how=how, from_channel=came_from)
    book.record(session, row.customer_id, fact, journey.id)


def _write_down(session: Session, contact: Contact, flow: Flow, before: State, after: State) -> None:
    """What was learnt, beyond the contact itself: of the person, and of what they want done."""
    row = contact.row
    if after.language and after.language_chosen and not before.language_chosen:
        people.one(session, row.customer_id, identities=False).kept.language = after.language
    if after.resumed and row.journey_id is None:
        open_ones = journeys.open_ones(session, row.customer_id)
        journey = next((each for each in open_ones if after.journey in (0, each.id)), None)
        if journey:
            resume(session, contact, journey, how="asked")
    for rating in after.ratings[len(before.ratings) :]:
        agent = session.get(Agent, row.agent_id) if row.agent_id else None
        fact = SurveyAnswered(*contact.at, rating.scale, rating.score, agent.name if agent else "", row.agent_id)
        book.record(session, row.customer_id, fact, row.journey_id)
    fresh = {
        name: answer
        for name, answer in after.answers.items()
        if name not in before.answers and not _known(session, row, name)
    }
    if not fresh and after.topic == before.topic:
        return
    names = flow.answer_names
    learnt: list[JourneyOpened | AnswerGiven] = []
    if row.journey_id is None:
        journey = journeys.new(row.customer_id, contact.channel)
    else:
        journey = session.get_one(Journey, row.journey_id)
    if after.topic and not journey.topic:
        journey.topic, journey.topic_labels = after.topic, dict(after.topic_labels)
        learnt.append(JourneyOpened(*contact.at, topic=after.topic))
    for name, answer in fresh.items():
        asked = names[name].by_language() if name in names else {}
        journeys.answer(journey, name, answer.value, answer.label, contact.channel, asked)
        learnt.append(AnswerGiven(*contact.at, name=name, value=answer.value, label=answer.label))
    if row.journey_id is None:
        session.add(journey)
        session.flush()
        row.journey_id = journey.id
    for each in learnt:
        book.record(session, row.customer_id, each, journey.id)


def _known(session: Session, row: WalksFlow, name: str) -> bool:
    return row.journey_id is not None and name in session.get_one(Journey, row.journey_id).answers
