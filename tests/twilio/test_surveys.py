"""After the agent has hung up, a caller at Twilio is asked how it was."""

from __future__ import annotations

import json

from acd.models import Queue
from db import now
from hotline.models import FlowVersion
from tests.story import FLOW
from tests.twilio.cloud import Cloud, until
from tests.twilio.test_story import talking


def test_the_agents_leg_ends_and_the_caller_answers_alone(cloud: Cloud) -> None:
    house = cloud.house
    survey = json.loads((FLOW.parent / "demo_survey.json").read_text("utf-8"))
    with house.db.transaction() as session:
        session.add(FlowVersion(flow_key="survey", number=1, definition=survey, published_at=now()))
        session.get_one(Queue, "orders").survey_flow = "survey"
    talk = talking(cloud)
    assert house.calls.hang_up(talk.id, talk.agent_id)
    until(lambda: cloud.hears(talk.softphone.sid) == "completed", "the agent's leg goes on")
    until(lambda: any("How content are you" in said for said in talk.caller.said), "the caller is not asked")
    assert house.agent_row(talk.agent_id).presence == "ready"
    assert [status for _, status in cloud.recordings.values()] == ["paused"], "the answer is no part of the recording"
    talk.caller.presses("4")
    until(lambda: cloud.hears(talk.caller.sid) == "completed", "the caller is still there")
    told = dict(house.steps("phone", talk.id))
    assert (told["SurveyAnswered"]["score"], told["SurveyAnswered"]["agent"]) == (4, "Sara")
    until(lambda: house.call(talk.id).outcome == "served", "the call has no outcome")
