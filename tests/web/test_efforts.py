"""What the channels achieve and cost, measured in one way for all of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from acd.models import WorkItem
from channels.models import Conversation
from db import now
from tests.web.house import House


def done(house: House, kind: str, waited_s: int, handled_s: int, via: str = "") -> None:
    """A contact that waited and was handled for so long, an hour ago."""
    at = now() - timedelta(hours=1)
    nora = house.customer("Nora")
    with house.db.transaction() as session:
        talk = Conversation(
            customer_id=nora, channel="chat", via=via, state="closed", flow_state={}, path=[], opened_at=at
        )
        session.add(talk)
        session.flush()
        session.add(
            WorkItem(
                kind=kind,
                contact_id=talk.id,
                queue_key="orders",
                state="done",
                queued_at=at,
                taken_at=at + timedelta(seconds=waited_s),
                ended_at=at + timedelta(seconds=waited_s + handled_s),
            )
        )


def channel(answer: Any, name: str) -> dict[str, Any]:
    (found,) = [each for each in answer.json["channels"] if each["channel"] == name]
    return dict(found)


def test_every_channel_is_measured_alike_and_costs_what_its_minutes_cost(house: House) -> None:
    done(house, "call", 10, 300)
    done(house, "call", 30, 900)
    done(house, "email", 3600, 600)
    done(house, "chat", 5, 120, via="sms")
    nadia = house.login("nadia")
    assert channel(nadia.get("/channels/efforts"), "phone")["cost"] is None, "nobody said what an hour costs"
    phone = channel(nadia.put("/channels/phone/rate", per_hour=36.0), "phone")
    assert phone == {
        "channel": "phone",
        "contacts": 2,
        "response_s": 20.0,
        "resolution_s": 620.0,
        "minutes": 10.0,
        "per_hour": 36.0,
        "cost": 6.0,
    }
    answer = nadia.put("/channels/email/rate", per_hour=30.0)
    assert (channel(answer, "email")["response_s"], channel(answer, "email")["cost"]) == (3600.0, 5.0)
    assert (channel(answer, "text")["contacts"], channel(answer, "chat")["contacts"]) == (1, 0)
    assert channel(nadia.put("/channels/phone/rate", per_hour=None), "phone")["cost"] is None


def test_agents_do_not_see_what_they_cost(house: House) -> None:
    assert house.login("sara").get("/channels/efforts").status_code == 403
    assert house.login("nadia").put("/channels/fax/rate", per_hour=1.0).status_code in (400, 404)
