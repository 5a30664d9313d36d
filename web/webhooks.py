"""Webhooks: who is told what happens to customers, and telling it again."""

from __future__ import annotations

import secrets

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from channels import bridge, webhooks
from channels.models import Webhook
from db import now, signal
from timeline.events import SHOWN
from timeline.models import Entry
from web.api import chapter
from web.errors import Refused, found
from web.guard import may
from web.rooms import rooms
from web.schemas.webhooks import Again, WebhookIn, WebhookOut, WebhookPath, Webhooks

KINDS = sorted(kind.__name__ for kind in SHOWN)

api = chapter("webhooks", "Who is told what happens to customers (docs/webhooks.md).")


@api.get("/webhooks", responses={"200": Webhooks})
@may("admin")
def look() -> Webhooks:
    """Every webhook, and how it stands. Secrets are shown once, when they are made."""
    with rooms().db.reading() as session:
        return _present(session)


@api.post("/webhooks", responses={"201": Webhooks})
@may("admin")
def add(body: WebhookIn) -> tuple[Webhooks, int]:
    """Tell somebody from now on."""
    _check(body)
    with rooms().db.transaction() as session:
        row = Webhook(secret=secrets.token_urlsafe(32), told_to=webhooks.newest(session), created_at=now())
        _fill(session, row, body)
        session.add(row)
        session.flush()
        return _present(session, row.id), 201


@api.put("/webhooks/<int:webhook_id>", responses={"200": Webhooks})
@may("admin")
def change(path: WebhookPath, body: WebhookIn) -> Webhooks:
    """Change it, hold it, or let it go on; it is tried at once."""
    _check(body)
    with rooms().db.transaction() as session:
        _fill(session, _row(session, path.webhook_id), body)
        return _present(session)


@api.post("/webhooks/<int:webhook_id>/again", responses={"200": Webhooks})
@may("admin")
def again(path: WebhookPath, body: Again) -> Webhooks:
    """Tell once more all that happened since a moment, under the same ids."""
    with rooms().db.transaction() as session:
        row = _row(session, path.webhook_id)
        first = session.scalar(select(func.min(Entry.id)).where(Entry.at >= body.since))
        if first is not None:
            row.told_to = min(row.told_to, first - 1)
        row.retry_at, row.tries = None, 0
        signal(session, webhooks.TOPIC, "again")
        return _present(session)


@api.delete("/webhooks/<int:webhook_id>", responses={"200": Webhooks})
@may("admin")
def remove(path: WebhookPath) -> Webhooks:
    """Tell it nothing more."""
    with rooms().db.transaction() as session:
        session.delete(_row(session, path.webhook_id))
        session.flush()
        return _present(session)


def _check(body: WebhookIn) -> None:
    if bridge.fault_of(body.url):
        raise Refused(400, "bad_url", "This is no address. Write it like https://crm.example/threadline.")
    if unknown := set(body.kinds) - set(KINDS):
        raise Refused(400, "bad_kind", f"There are no entries of the kind {min(unknown)!r}.")


def _fill(session: Session, row: Webhook, body: WebhookIn) -> None:
    row.url, row.kinds, row.active = body.url, body.kinds, body.active
    row.tries, row.retry_at, row.fault = 0, None, ""
    signal(session, webhooks.TOPIC, "changed")


def _row(session: Session, webhook_id: int) -> Webhook:
    return found(session.get(Webhook, webhook_id), "webhook")


def _present(session: Session, made: int = 0) -> Webhooks:
    newest = select(func.count(Entry.id))
    return Webhooks(
        kinds=KINDS,
        webhooks=[
            WebhookOut(
                **{name: getattr(row, name) for name in ("id", "url", "kinds", "active", "fault", "retry_at")},
                waiting=session.scalar(newest.where(Entry.id > row.told_to)) or 0,
                secret=row.secret if row.id == made else "",
            )
            for row in session.scalars(select(Webhook).order_by(Webhook.id))
        ],
    )
