"""Callers who asked to be called back: where the tests of callbacks begin."""

from __future__ import annotations

from sqlalchemy import select

from acd.models import Callback
from ivr.turns import Hangup
from tests.story import Company
from tests.telephony.talks import waiting

NUMBER = "+15551230001"


def asked(company: Company, number: str = NUMBER) -> Callback:
    """Somebody waited, pressed the key, and hung up."""
    caller = waiting(company, number)
    assert isinstance(company.calls.call_back(caller.id).ending, Hangup)
    caller.hangs_up()
    assert caller.row.outcome == "callback"
    return the_callback(company)


def the_callback(company: Company) -> Callback:
    with company.db.reading() as session:
        return session.scalars(select(Callback).order_by(Callback.id.desc()).limit(1)).one()
