"""What was said and written, found by its words: of everybody, or of one customer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from channels.models import Message
from timeline import people, search, words
from timeline.events import SEARCHED
from timeline.models import Entry
from transcripts.models import Transcript
from web import briefs, customers
from web.api import chapter
from web.guard import STAFF, may
from web.rooms import rooms
from web.schemas.timeline import Hit, Hits, SaidSearch

api = chapter("said", "Search through everything that was said and written.")

_FIELDS = {kind.__name__: fields for kind, fields in SEARCHED.items()}
_MAILS = ("EmailReceived", "EmailSent")


@api.get("/said", responses={"200": Hits})
@may(*STAFF)
def find(query: SaidSearch) -> Hits:
    """Entries with all these words, the latest first."""
    with rooms().db.reading() as session:
        found = search.find(session, query.q, customer_id=query.customer, before=query.before, limit=query.limit)
        persons = people.of(session, (entry.customer_id for entry in found))
        texts = _whole_texts(session, found)
        hits = [
            Hit(
                customer=briefs.customer(persons[entry.customer_id]),
                entry=customers.line(entry, {}),
                excerpt=words.around(_text(entry, texts), query.q),
            )
            for entry in found
        ]
    return Hits(hits=hits, next=found[-1].id if len(found) == query.limit else None)


def _text(entry: Entry, texts: Mapping[int, str]) -> str:
    own = " · ".join(str(entry.data[each]) for each in _FIELDS.get(entry.kind, ()) if entry.data.get(each))
    return texts.get(entry.id) or own


def _whole_texts(session: Session, found: Sequence[Entry]) -> dict[int, str]:
    """Entry id → what was said in that call, or written in that mail, as it is kept elsewhere."""
    said = {entry.id: entry.contact_id for entry in found if entry.kind == "TranscriptWritten"}
    mails = {entry.id: entry.data["message"] for entry in found if entry.kind in _MAILS}
    spoken = dict(
        session.execute(select(Transcript.call_id, Transcript.text).where(Transcript.call_id.in_(said.values()))).all()
    )
    written = dict(session.execute(select(Message.id, Message.text).where(Message.id.in_(mails.values()))).all())
    return {id: spoken[call] for id, call in said.items() if call in spoken} | {
        id: f"{next(each for each in found if each.id == id).data['subject']} · {written[message]}"
        for id, message in mails.items()
        if message in written
    }
