"""Hotlines: which flow answers, when people are there, and the company's own systems that flows may ask."""

from __future__ import annotations

import re
from datetime import timedelta

from flask import Response, make_response
from sqlalchemy import select
from sqlalchemy.orm import Session

from db import now, signal
from hotline import calendar, lookups, versions
from hotline.models import FlowConnection, FlowVersion, Hotline
from web.api import chapter
from web.errors import Refused, found
from web.guard import ABOVE, may
from web.rooms import rooms
from web.schemas.hotlines import (
    Calendar,
    ConnectionIn,
    ConnectionOut,
    ConnectionPath,
    Connections,
    Countries,
    HotlineIn,
    HotlinePath,
    Hotlines,
    HotlineSettings,
    Hours,
    NamedDay,
)

HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,80}")
HEADER_VALUE = re.compile(r"[\x20-\x7e\t]*")
YEAR = 365

api = chapter("hotlines", "What people dial, its hours and holidays, and systems that flows may ask.")


@api.get("/hotlines", responses={"200": Hotlines})
@may(*ABOVE)
def every() -> Hotlines:
    """All hotlines, by name."""
    with rooms().db.reading() as session:
        rows = session.scalars(select(Hotline).order_by(Hotline.name))
        live = versions.each_live(session)
        return Hotlines(hotlines=[_settings(row, live.get(row.flow_key)) for row in rows])


@api.get("/hotlines/countries", responses={"200": Countries})
@may(*ABOVE)
def countries() -> Countries:
    """Whose holidays are known."""
    return Countries(countries=calendar.countries())


@api.get("/hotlines/<int:hotline_id>", responses={"200": HotlineSettings})
@may(*ABOVE)
def look(path: HotlinePath) -> HotlineSettings:
    """One hotline."""
    with rooms().db.reading() as session:
        row = _hotline(session, path.hotline_id)
        return _settings(row, versions.live(session, row.flow_key))


@api.put("/hotlines/<int:hotline_id>", responses={"200": HotlineSettings})
@may(*ABOVE)
def change(path: HotlinePath, body: HotlineIn) -> HotlineSettings:
    """Change what is given. The next caller meets it."""
    with rooms().db.transaction() as session:
        row = _hotline(session, path.hotline_id)
        given = body.model_fields_set
        if body.flow_key is not None and versions.live(session, body.flow_key) is None:
            raise Refused(409, "never_published", "That flow was never published. Publish it first.")
        for name in ("name", "flow_key", "language", "emergency"):
            if name in given and (value := getattr(body, name)) is not None:
                setattr(row, name, value)
        if "hours" in given:
            row.hours = _hours(body.hours)
        if body.calendar is not None:
            row.calendar = _calendar(body.calendar)
        signal(session, "floor", "hotlines")
        return _settings(row, versions.live(session, row.flow_key))


def _hours(hours: Hours | None) -> dict[str, object]:
    if hours is None:
        return {}
    try:
        calendar.zone(hours.zone)
    except ValueError as fault:
        raise Refused(400, "no_zone", str(fault)) from fault
    return {name: value for name, value in hours.model_dump().items() if value}


def _calendar(wanted: Calendar) -> dict[str, object]:
    known = calendar.countries()
    if wanted.country is not None and wanted.country not in known:
        raise Refused(400, "no_holidays", f"The holidays of {wanted.country} are not known. Enter them one by one.")
    if wanted.subdivision and wanted.subdivision not in known.get(wanted.country or "", {}):
        raise Refused(400, "no_part", f"{wanted.country} has no part {wanted.subdivision}. Choose one of the list.")
    return wanted.model_dump(mode="json", exclude_none=True)


def _hotline(session: Session, hotline_id: int) -> Hotline:
    return found(session.get(Hotline, hotline_id), "hotline")


def _settings(row: Hotline, answering: FlowVersion | None) -> HotlineSettings:
    at = now()
    moment = calendar.look(row, at)
    today = at.astimezone(calendar.zone(row.hours.get("zone"))).date()
    days = [today + timedelta(days=number) for number in range(YEAR)]
    coming = [(day, calendar.holiday(row.calendar, day, row.language)) for day in days]
    return HotlineSettings(
        id=row.id,
        address=row.address,
        name=row.name,
        shown_number=row.shown_number,
        flow_key=row.flow_key,
        language=row.language,
        hours=Hours.model_validate({"zone": "UTC", **row.hours}) if row.hours else None,
        calendar=Calendar.model_validate(row.calendar),
        emergency=row.emergency,
        open_now=moment.open_now,
        closed_why=moment.closed_why,
        day_name=moment.day_name,
        changes_at=calendar.changes_at(row, at),
        heeded=answering is not None and calendar.heeded(answering.definition),
        coming=[NamedDay(day=day, name=name) for day, name in coming if name],
    )


@api.get("/connections", responses={"200": Connections})
@may(*ABOVE)
def connections() -> Connections:
    """Systems that look_up nodes may ask. Their secrets are not shown."""
    with rooms().db.reading() as session:
        rows = session.scalars(select(FlowConnection).order_by(FlowConnection.key))
        return Connections(connections=[_connection(row) for row in rows])


@api.put("/connections/<connection_key>", responses={"200": ConnectionOut})
@may("admin")
def connect(path: ConnectionPath, body: ConnectionIn) -> ConnectionOut:
    """Set up a connection. For administrators: whoever chooses its address could reach into the network."""
    wrong = lookups.fault_of(body.base_url)
    if wrong:
        raise Refused(400, "bad_address", wrong)
    for name, value in (body.headers or {}).items():
        if not HEADER.fullmatch(name) or not HEADER_VALUE.fullmatch(value):
            raise Refused(400, "bad_header", f"The header {name!r} cannot be sent. Use plain letters and signs.")
    with rooms().db.transaction() as session:
        row = session.get(FlowConnection, path.connection_key)
        if row is None:
            row = FlowConnection(key=path.connection_key, headers={})
            session.add(row)
        if row.base_url is not None and row.base_url != body.base_url and body.headers is None and row.headers:
            # Otherwise the secrets of one system could be sent to another by whoever does not know them.
            raise Refused(400, "headers_again", "Another address needs its headers again. Enter them, too.")
        row.base_url, row.method, row.private = body.base_url, body.method, body.private
        row.headers = row.headers if body.headers is None else body.headers
        return _connection(row)


@api.delete("/connections/<connection_key>", responses={"204": None})
@may("admin")
def disconnect(path: ConnectionPath) -> Response:
    """Remove a connection. Look-ups by it fail from now on, and go their way of failure."""
    with rooms().db.transaction() as session:
        row = found(session.get(FlowConnection, path.connection_key), "connection")
        session.delete(row)
    return make_response("", 204)


def _connection(row: FlowConnection) -> ConnectionOut:
    return ConnectionOut(
        key=row.key,
        base_url=row.base_url,
        method=row.method,
        headers=sorted(row.headers),
        private=row.private,
    )
