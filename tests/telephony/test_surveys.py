"""When the agent hangs up, the caller is asked how it was: the agent is done, and the call was served all the same."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import select

from acd.models import Queue
from db import Database, now
from hotline import drafts
from hotline.models import FlowTurn, FlowVersion
from hotline.versions import NotPossible
from ivr.flow import check, read
from ivr.heard import Silence, Started
from ivr.turns import Enqueue, Gather, Hangup
from telephony import wrap_ups
from tests.story import FLOW, Caller, Company
from tests.telephony.talks import answers, kinds, talking
from timeline.models import Consent

SURVEY: dict[str, Any] = json.loads((FLOW.parent / "demo_survey.json").read_text("utf-8"))


@pytest.fixture
def company(database: Database) -> Company:
    company = Company(database)
    with database.transaction() as session:
        session.add(FlowVersion(flow_key="survey", number=1, definition=SURVEY, published_at=now()))
        session.flush()
        orders = session.get_one(Queue, "orders")
        orders.survey_flow, orders.wrap_up_s = "survey", 30
    return company


def asked(company: Company) -> tuple[Caller, int]:
    """A caller whose agent has hung up, and who hears the question."""
    caller, sara = talking(company)
    assert company.calls.hang_up(caller.id, sara)
    caller.number, caller.turn = company.calls.heard(caller.id, None, Started())
    return caller, sara


def test_the_agent_is_done_and_the_caller_is_asked_alone(company: Company) -> None:
    caller, sara = asked(company)
    assert isinstance(caller.turn.ending, Gather) and "How content are you" in caller.says
    assert caller.place == "menu" and company.agent_row(sara).presence == "wrap_up"
    assert list(company.switch.places) == [caller.channel]
    assert caller.row.outcome is None
    assert (
        wrap_ups.wrapped_up(company.db, caller.id, sara, "solved", "") and company.agent_row(sara).presence == "ready"
    )


def test_whoever_wants_no_surveys_is_not_asked(company: Company) -> None:
    caller, sara = talking(company)
    with company.db.transaction() as session:
        session.add(Consent(customer_id=caller.row.customer_id, purpose="research", given=False, by="Sara", at=now()))
    company.calls.hang_up(caller.id, sara)
    assert caller.row.outcome == "served"


def test_the_answer_is_on_the_timeline_with_its_agent_and_the_call_was_served(company: Company) -> None:
    caller, sara = asked(company)
    caller.presses("5")
    assert caller.turn.ending == Hangup() and caller.says == "Thank you. Goodbye."
    caller.hangs_up()
    told = dict(company.steps("phone", caller.id))
    assert told["SurveyAnswered"] == {"scale": "csat", "score": 5, "agent": "Sara", "agent_id": sara}
    assert (caller.row.outcome, kinds(company, caller.id).count("CallEnded")) == ("served", 1)
    assert [step["node"] for step in caller.row.path][-1] == "rate", "the way through the menu is still there"
    assert len(caller.row.path) > 2


@pytest.mark.parametrize("silent", [True, False])
def test_whoever_says_nothing_or_hangs_up_was_served_too(company: Company, silent: bool) -> None:
    caller, _ = asked(company)
    if silent:
        assert caller.does(Silence()).turn.ending == Hangup()
    caller.hangs_up()
    assert caller.row.outcome == "served"


def test_nobody_is_asked_where_the_queue_names_no_flow_or_one_that_is_gone(company: Company) -> None:
    with company.db.transaction() as session:
        session.get_one(Queue, "orders").survey_flow = "gone"
    caller, sara = talking(company)
    assert company.calls.hang_up(caller.id, sara)
    assert (caller.row.outcome, company.switch.places) == ("served", {})


def test_who_is_brought_to_another_agent_by_their_answer_is_not_asked_again(company: Company) -> None:
    again = json.loads(json.dumps(SURVEY))
    again["nodes"][1] = {"key": "end", "kind": "to_queue", "queue": "orders"}
    with company.db.transaction() as session:
        session.add(FlowVersion(flow_key="survey", number=2, definition=again, published_at=now()))
    caller, sara = asked(company)
    assert caller.presses("1").turn.ending == Enqueue("orders")
    wrap_ups.wrapped_up(company.db, caller.id, sara, "solved", "")
    company.round()
    answers(company, sara)
    assert company.calls.hang_up(caller.id, sara)
    assert (caller.row.outcome, company.switch.places) == ("served", {})


def test_only_the_agent_who_has_the_call_can_end_it_so(company: Company) -> None:
    caller, sara = talking(company)
    stranger = company.agent("Omid", "orders")
    assert not company.calls.hang_up(caller.id, stranger)
    assert company.calls.hang_up(caller.id, sara)
    assert not company.calls.hang_up(caller.id, sara), "the call is with the survey now"
    assert caller.row.outcome is None


def test_a_crash_before_the_switch_was_told_is_made_up_for(company: Company) -> None:
    caller, sara = talking(company)
    told, company.calls.switches = company.calls.switches, {"simulator": Deaf()}
    with pytest.raises(RuntimeError):
        company.calls.hang_up(caller.id, sara)
    company.calls.switches = told
    company.calls.resync("simulator", company.switch.live())
    assert caller.place == "menu"
    assert list(company.switch.places) == [caller.channel]


class Deaf:
    """A switch that dies when it is told anything."""

    def talk(self, channel: str) -> None:
        raise RuntimeError(channel)


def test_the_turns_of_the_survey_are_counted_as_its_own(company: Company) -> None:
    caller, _ = asked(company)
    caller.presses("4")
    with company.db.reading() as session:
        keys = session.scalars(select(FlowTurn.flow_key).order_by(FlowTurn.turn)).all()
    assert keys[-2:] == ["survey", "survey"] and keys[0] == "main"


def test_a_flow_that_a_queue_asks_with_is_not_deleted(company: Company) -> None:
    with pytest.raises(NotPossible, match="orders"), company.db.transaction() as session:
        drafts.remove(session, "survey")


def test_the_survey_of_the_demo_company_has_no_fault() -> None:
    assert check(read(SURVEY)) == []
