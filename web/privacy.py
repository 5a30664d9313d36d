"""What a person may ask of us: all that we keep of them, or that we forget them."""

from __future__ import annotations

from typing import Any

from flask import Response

from web import archive, erasure, looked, profile
from web.api import binary, chapter
from web.customers import person_of
from web.errors import Refused
from web.guard import ABOVE, may, visit
from web.rooms import rooms
from web.schemas.base import CustomerPath
from web.schemas.card import Erased, Looks

api = chapter("privacy", "Everything about one person: handed out, or erased.")


@api.get("/customers/<int:customer_id>/archive", responses={"200": binary("application/zip")})
@may(*ABOVE)
def export(path: CustomerPath) -> Response:
    """A readable archive: a page, every row as JSON, recordings, mails and attachments. Who took it is noted."""
    with rooms().db.reading() as session:
        person = person_of(session, path.customer_id)
        made = archive.make(session, person.id, rooms().config.var)
    looked.note(person.id, "archive")
    name = f"attachment; filename=customer-{person.id}.zip"
    return Response(made, mimetype="application/zip", headers={"Content-Disposition": name})


@api.get("/customers/<int:customer_id>/looks", responses={"200": Looks})
@may(*ABOVE)
def looks(path: CustomerPath) -> Looks:
    """Who has opened their card, and read or listened to what of theirs, the latest first."""
    with rooms().db.reading() as session:
        person = person_of(session, path.customer_id)
        return Looks(looks=looked.latest(session, [each.id for each in person.members]))


@api.post("/customers/<int:customer_id>/erase", responses={"200": Erased})
@may("admin")
def erase(path: CustomerPath) -> Erased:
    """Forget this person for good, in every table, file and index. The manifest proves it; it names nobody."""
    with rooms().db.reading() as session:
        person = person_of(session, path.customer_id)
        if profile.waiting(session, [each.id for each in person.members]):
            raise Refused(409, "in_contact", "They wait or talk with somebody now. Erase them when that is over.")
    config = rooms().config
    manifest: dict[str, Any] = erasure.erase(rooms().db, config.var, config.secret_key, person.id, visit().user.name)
    return Erased.model_validate(manifest)
