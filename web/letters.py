"""Writing to a customer of our own accord: what was agreed on the phone, by mail or as a text."""

from __future__ import annotations

from sqlalchemy.orm import Session

from channels import confirm
from timeline import addresses, journeys, phones
from timeline.people import Person
from web import briefs
from web.api import chapter
from web.customers import person_of
from web.errors import Refused
from web.guard import STAFF, desk_of, may, visit
from web.limits import limiter
from web.rooms import rooms
from web.schemas.base import CustomerPath
from web.schemas.letters import By, LetterIn, LettersOut, WrittenTo

MOST = "20 per minute; 200 per hour"
WAYS: dict[str, By] = {"email": "email", "phone": "sms"}
"""Kind of address → how one writes to it."""

api = chapter("letters", "Writing to a customer of our own accord.")


@api.get("/customers/<int:customer_id>/letters", responses={"200": LettersOut})
@may(*STAFF)
def look(path: CustomerPath) -> LettersOut:
    """Where this customer can be written to now, and what about."""
    with rooms().db.reading() as session:
        return _present(session, person_of(session, path.customer_id))


@api.post("/customers/<int:customer_id>/letters", responses={"201": LettersOut})
@may(*STAFF)
@limiter.limit(MOST)
def write(path: CustomerPath, body: LetterIn) -> tuple[LettersOut, int]:
    """Write to them, about what the agent has in hand. It leaves through the outbox, and stands on the timeline."""
    agent_id = desk_of()
    with rooms().db.transaction() as session:
        person = person_of(session, path.customer_id)
        if (body.by, body.to) not in {(each.by, each.to) for each in _addresses(person)}:
            raise Refused(409, "not_written_to", "They cannot be written to there just now. Choose one of the list.")
        if body.by == "email" and not body.subject:
            raise Refused(400, "no_subject", "A mail needs a subject. Say in a few words what it is about.")
        confirm.write(session, rooms().config, agent_id, person.kept, body.by, body.to, body.subject, body.text)
        return _present(session, person), 201


def _present(session: Session, person: Person) -> LettersOut:
    agent_id = visit().user.agent_id
    journey = journeys.in_hand(session, person.id, agent_id) if agent_id else None
    about = briefs.topic(journey, visit().user.language) if journey else ""
    # Who has no desk writes to nobody.
    return LettersOut(addresses=_addresses(person) if agent_id else [], about=about)


def _addresses(person: Person) -> list[WrittenTo]:
    """Only by ways that somebody of ours sends, and no text to what cannot be a mobile telephone."""
    return [
        WrittenTo(by=by, to=each.value, shown=addresses.shown(each.kind, each.value))
        for each in person.identities
        if (by := WAYS.get(each.kind)) in rooms().writes and by and (by == "email" or phones.can_text(each.value))
    ]
