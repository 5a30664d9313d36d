"""How long things last: what is too old goes with all that belongs to it, and a journey is resumed in time."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, true, update
from sqlalchemy.orm import Session

from channels import mail_files
from channels.models import Conversation, Message
from db import now
from telephony.models import Call
from tests.web.house import House
from timeline import book, customers, journeys, search
from timeline.events import MessageSent, NoteAdded, OrderPlaced, PageViewed, SocialPosted, SurveyAnswered
from timeline.models import CodeAttempt, Entry, Journey
from transcripts.models import Recording, Transcript
from web import retention
from web.models import Changed, Looked, User

MONTHS = timedelta(days=90)


def chat(house: House, customer: int, said: str, age: timedelta) -> None:
    """A chat that is over, of one message with a picture."""
    at = now() - age
    digest = mail_files.keep(mail_files.attachments(house.var), said.encode())
    with house.db.transaction() as session:
        talk = Conversation(
            customer_id=customer, channel="chat", state="closed", flow_state={}, path=[], opened_at=at, closed_at=at
        )
        session.add(talk)
        session.flush()
        picture = [{"name": "a.png", "type": "image/png", "size": 1, "sha256": digest}]
        message = Message(conversation_id=talk.id, author="customer", at=at, text=said, attachments=picture)
        session.add(message)
        session.flush()
        book.record(session, customer, MessageSent("chat", talk.id, "customer", "", said, message.id), at=at)


def keep(house: House, **days: int) -> None:
    answer = house.supervisor("Mina", "admin").put("/keeping", resume_hours=72, days=days)
    assert answer.status_code == 200, answer.text


def test_chats_that_are_too_old_go_with_their_words_and_files(everywhere: House) -> None:
    nora = everywhere.customer("Nora", phone="+15551230009")
    chat(everywhere, nora, "oldest words", MONTHS)
    chat(everywhere, nora, "newest words", timedelta(days=1))
    keep(everywhere, chats=30)
    retention.once(everywhere.db, everywhere.var)
    with everywhere.db.reading() as session:
        assert session.scalars(select(Message.text)).all() == ["newest words"]
        found = search.find(session, "words", customer_id=nora)
    assert [entry.data["text"] for entry in found] == ["newest words"]
    assert len(list((everywhere.var / "attachments").iterdir())) == 1


def everything(house: House, nora: int, at: datetime) -> None:
    """One of each kind of thing that is kept, of that age."""
    call = house.dial("+15551230009")
    house.calls.leg_ended(f"caller-{call}")
    with house.db.transaction() as session:
        session.execute(update(Call).where(Call.id == call).values(ended_at=at))
        about = {"call_id": call, "language": "en", "duration_s": 1.0}
        session.add(Recording(customer_id=nora, journey_id=None, path=f"{call}.wav", started_at=at, **about))
        session.add(Transcript(engine="x", model="y", text="words", segments=[], created_at=at, **about))
        for channel, via in (("email", ""), ("chat", "sms"), ("chat", "")):
            over = {"state": "closed", "flow_state": {}, "path": [], "opened_at": at, "closed_at": at}
            session.add(Conversation(customer_id=nora, channel=channel, via=via, **over))
        book.record(session, nora, NoteAdded("desk", None, "Sara", "words"), at=at)
        for told in (
            PageViewed("web", None, "/chairs", "Chairs"),
            OrderPlaced("web", None, "427", "49.90", "EUR", ""),
            SocialPosted("web", None, "mastodon", "Nice chairs", ""),
            SurveyAnswered("phone", None, "csat", 4),
        ):
            book.record(session, nora, told, at=at)
        sara = session.scalars(select(User.id)).first()
        session.add(Looked(user_id=sara, customer_id=nora, what="card", at=at))
        session.add(Changed(user_id=sara, by_id=None, what="off", how={}, at=at))
    (house.var / "recordings").mkdir(exist_ok=True)
    (house.var / "recordings" / f"{call}.wav").write_text("a voice")


LEFT: dict[str, Callable[[Session], Any]] = {
    "recordings": lambda session: session.scalar(select(func.count(Recording.id)).where(Recording.path != "")),
    "calls": lambda session: session.scalar(select(func.count(Call.id))),
    "transcripts": lambda session: session.scalar(select(func.count(Transcript.id))),
    "chats": lambda session: _conversations(session, "chat", Conversation.via == ""),
    "emails": lambda session: _conversations(session, "email", true()),
    "texts": lambda session: _conversations(session, "chat", Conversation.via != ""),
    "notes": lambda session: session.scalar(select(func.count(Entry.id)).where(Entry.kind == "NoteAdded")),
    "visits": lambda session: session.scalar(select(func.count(Entry.id)).where(Entry.kind == "PageViewed")),
    "orders": lambda session: session.scalar(select(func.count(Entry.id)).where(Entry.kind == "OrderPlaced")),
    "comments": lambda session: session.scalar(select(func.count(Entry.id)).where(Entry.kind == "SocialPosted")),
    "surveys": lambda session: session.scalar(select(func.count(Entry.id)).where(Entry.kind == "SurveyAnswered")),
    "looks": lambda session: session.scalar(select(func.count(Looked.id))),
    "changes": lambda session: session.scalar(select(func.count(Changed.id))),
}
"""Kind → how many there are."""


def _conversations(session: Session, channel: str, more: Any) -> int:
    return session.scalar(select(func.count(Conversation.id)).where(Conversation.channel == channel, more)) or 0


@pytest.mark.parametrize("kind", retention.KINDS)
def test_each_kind_goes_by_its_own_limit_and_takes_no_other_along(house: House, kind: str) -> None:
    nora = house.customer("Nora", phone="+15551230009")
    for age in (MONTHS, timedelta(days=1)):
        everything(house, nora, now() - age)
    keep(house, **{kind: 30})
    with house.db.reading() as session:
        before = {each: count(session) for each, count in LEFT.items()}
    assert set(before.values()) == {2}
    retention.once(house.db, house.var)
    with house.db.reading() as session:
        after = {each: count(session) for each, count in LEFT.items()}
    gone = {"calls": {"calls", "recordings", "transcripts"}, "recordings": {"recordings", "transcripts"}}.get(
        kind, {kind}
    )
    assert {each for each, count in after.items() if count == 1} == gone
    assert len(list((house.var / "recordings").glob("*.wav"))) == 2 - ("recordings" in gone)


def test_nothing_goes_where_nobody_has_set_a_limit(house: House) -> None:
    nora = house.customer("Nora", phone="+15551230009")
    chat(house, nora, "oldest words", MONTHS)
    retention.once(house.db, house.var)
    with house.db.reading() as session:
        assert session.scalar(select(Entry.id)) and session.scalar(select(Message.id))


def test_an_upload_that_was_never_sent_and_wrong_codes_go_after_a_day(house: House) -> None:
    folder = mail_files.attachments(house.var)
    at = (now() - timedelta(hours=30)).timestamp()
    for content in (b"never sent", b"just uploaded"):
        digest = mail_files.keep(folder, content)
        if content == b"never sent":
            os.utime(folder / digest, (at, at))
    with house.db.transaction() as session:
        session.add(CodeAttempt(source="phone:+15551230009", at=now() - timedelta(days=2)))
    retention.once(house.db, house.var)
    assert [file.read_bytes() for file in folder.iterdir()] == [b"just uploaded"]
    with house.db.reading() as session:
        assert session.scalar(select(CodeAttempt.id)) is None


def test_the_house_says_how_long_a_journey_is_resumed(house: House) -> None:
    admin = house.supervisor("Mina", "admin")
    with house.db.transaction() as session:
        nora = customers.make(session, "Nora").id
        journeys.start(session, nora, "chat", "order")
        session.execute(update(Journey).values(updated_at=now() - timedelta(hours=5)))
    for hours, resumed in ((72, True), (4, False), (6, True)):
        admin.put("/keeping", resume_hours=hours, days={})
        with house.db.reading() as session:
            assert bool(journeys.latest_open(session, nora)) is resumed
    assert admin.get("/keeping").json["resume_hours"] == 6
    assert house.login("nadia").put("/keeping", resume_hours=1, days={}).status_code == 403


def test_whoever_opens_a_customer_is_on_a_trail_that_agents_do_not_see(house: House) -> None:
    nora = house.customer("Nora", phone="+15551230009")
    sara = house.login("sara")
    for _ in range(2):
        sara.get(f"/customers/{nora}")
    assert sara.get(f"/customers/{nora}/looks").status_code == 403
    (look,) = house.login("nadia").get(f"/customers/{nora}/looks").json["looks"]
    assert (look["who"], look["role"], look["what"]) == ("Sara", "agent", "card")
