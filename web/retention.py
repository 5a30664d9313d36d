"""How long each kind of thing is kept, where the house sets a limit: then it goes with all that belongs to it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, select
from sqlalchemy.orm import Session

from channels import mail_files
from channels.models import Conversation, Message
from db import Database, now
from telephony.models import Call
from telephony.retention import erase_older
from timeline.journeys import RESUME_HOURS
from timeline.models import CodeAttempt, Entry, Keeping
from transcripts.models import Transcript
from web import erasure
from web.models import Changed, Looked
from web.persons import files, gather

log = logging.getLogger(__name__)

EVERY_S = 3600.0
AT_ONCE = 200
SENT_WITHIN = timedelta(days=1)
"""An upload that no message names by then was never sent."""


def _closed(channel: str, before: datetime) -> ColumnElement[bool]:
    return (Conversation.channel == channel) & (Conversation.closed_at < before)


def _told(*kinds: str) -> Any:
    return lambda before: select(Entry.id).where(Entry.kind.in_(kinds), Entry.at < before)


_OLD: Mapping[str, Any] = {
    "calls": lambda before: select(Call.id).where(Call.ended_at < before),
    "transcripts": lambda before: select(Transcript.id).where(Transcript.created_at < before),
    "chats": lambda before: select(Conversation.id).where(_closed("chat", before), Conversation.via == ""),
    "emails": lambda before: select(Conversation.id).where(_closed("email", before)),
    "texts": lambda before: select(Conversation.id).where(_closed("chat", before), Conversation.via != ""),
    "notes": _told("NoteAdded", "CrmNoted"),
    "visits": _told("PageViewed", "CartLeft", "ShopVisited"),
    "orders": _told("OrderPlaced"),
    "comments": _told("SocialPosted"),
    "surveys": _told("SurveyAnswered"),
    "looks": lambda before: select(Looked.id).where(Looked.at < before),
    "changes": lambda before: select(Changed.id).where(Changed.at < before),
}
"""Kind → the ids of what ended before a moment."""

KINDS = ("recordings", *_OLD)
"""`recordings` are sounds alone, with their words; `calls` are whole ones. `looks` are who looked at whom, and
`changes` what became of those who work here."""


def keeping(session: Session) -> Keeping:
    """The house's rules, or those that hold where nobody has made any. The row is not added to the session."""
    return session.get(Keeping, 1) or Keeping(id=1, resume_hours=RESUME_HOURS, days={})


def run(db: Database, var: Path, recordings_days: int, stop: threading.Event) -> None:
    """Erase what is too old, every hour, until `stop` is set. `recordings_days`: the operator's own limit; 0: none."""
    while not stop.is_set():
        try:
            once(db, var, recordings_days)
        except Exception:
            log.exception("what is too old could not be erased; it is tried again in %s s", EVERY_S)
        stop.wait(EVERY_S)


def once(db: Database, var: Path, recordings_days: int = 0) -> None:
    """Erase all that is too old now."""
    with db.reading() as session:
        days = {kind: each for kind, each in keeping(session).days.items() if each}
    limits = [each for each in (days.get("recordings"), recordings_days) if each]
    while limits and erase_older(db, var / "recordings", timedelta(days=min(limits))):
        pass
    for kind in _OLD.keys() & days.keys():
        while _erase(db, var, _OLD[kind](now() - timedelta(days=days[kind]))):
            pass
    with db.transaction() as session:
        session.execute(delete(CodeAttempt).where(CodeAttempt.at < now() - timedelta(days=1)))
    _sweep(db, var)


def _erase(db: Database, var: Path, old: Select[tuple[int]]) -> bool:
    """Erase some of them, the files first, as `erasure.erase` does. Whether there were any."""
    root = next(iter(old.selected_columns)).table.name
    with db.reading() as session:
        ids = session.scalars(old.limit(AT_ONCE)).all()
        gone = files(session, gather(session, ids, root), var)
    for each in gone:
        each.unlink(missing_ok=True)
    with db.transaction() as session:
        erasure.delete(session, gather(session, ids, root))
    return bool(ids)


def _sweep(db: Database, var: Path) -> None:
    """Delete uploads that were never sent. Older ones were looked at on their own day."""
    until = now() - SENT_WITHIN
    since = until - 2 * SENT_WITHIN
    young = {
        file.name: file
        for file in mail_files.attachments(var).glob("*")
        if since.timestamp() < file.stat().st_mtime < until.timestamp()
    }
    if not young:
        return
    with db.reading() as session:
        named = session.scalars(select(Message.attachments).where(Message.at > since))
        sent = {each["sha256"] for attachments in named for each in attachments if "sha256" in each}
    for name in young.keys() - sent:
        young[name].unlink(missing_ok=True)
