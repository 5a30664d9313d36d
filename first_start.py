"""A house without the demo, when it starts for the first time: somebody who can log in, and a hotline that answers.

What is there is left as it is: somebody who was added by `app.py user add` before, or a flow that was imported.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from acd.models import Queue
from acd.rules import Overflow, Rules
from db import Base, Database
from hotline import versions
from hotline.models import FlowVersion, Hotline
from hotline.new_flow import beginning
from hotline.versions import Wish
from timeline import phones
from web import passwords, staff
from web.models import User

LOGIN = "supervisor"
KEPT = "first_login.json"
"""Under var, as the demo's logins are."""
LANGUAGES = ("en", "fa", "ru", "th")
QUEUE = "general"
NAMES = {"en": "General", "fa": "عمومی", "ru": "Общие вопросы", "th": "ทั่วไป"}
RULES = Rules(language="prefer", overflow=[Overflow(when="unstaffed", to="flow")])
"""Whoever calls while nobody is there is asked for a message, by the flow."""


def begin(db: Database, var: Path, company: str = "", number: str = "") -> dict[str, str]:
    """Make what is missing. Returns login → password of whoever was made just now, kept in a file that only we can
    read; nobody where somebody can log in already. `company` is how callers are greeted, `number` what they dial."""
    with db.transaction() as session:
        if not any(_there(session, kind) for kind in (Hotline, Queue, FlowVersion)):
            _hotline(session, company, number)
        if _there(session, User):
            return {}
        logins = {LOGIN: staff.add(session, LOGIN, "Supervisor", "supervisor", by=None)[1]}
        passwords.keep(var / KEPT, logins)
    return logins


def _there(session: Session, kind: type[Base]) -> bool:
    return session.scalar(select(1).select_from(kind).limit(1)) is not None


def _hotline(session: Session, company: str, number: str) -> None:
    session.add(Queue(key=QUEUE, names=NAMES, rules=RULES.model_dump(mode="json", exclude_defaults=True)))
    definition = beginning(company or "Hotline", LANGUAGES, [QUEUE], named=bool(company))
    versions.publish(session, "main", definition, Wish("Threadline", "First version"))
    name, shown = company or "Hotline", phones.shown(number) if number else ""
    session.add(Hotline(address="hotline", name=name, shown_number=shown, flow_key="main", is_default=True))
