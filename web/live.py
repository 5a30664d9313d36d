"""The live stream: signals, as they are committed, to one browser."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import lru_cache

from flask import Response, request
from sqlalchemy import func, select

from db import Database, Signal
from telephony.live_words import topic as words_of
from web.api import binary, chapter
from web.guard import ABOVE, STAFF, may, visit
from web.live_words import may_hear
from web.rooms import rooms
from web.schemas.floor import LiveSearch
from web.sessions import Visit, topic
from web.tail import Tail

PING_S = 15.0
"""A comment this often tells both ends that the other is still there."""
TOO_MANY = 1000
"""Whoever missed more signals reads the state again instead."""
AT_ONCE = 200

api = chapter("live", "Server-sent events.")


@api.get("/live", responses={"200": binary("text/event-stream")})
@may(*STAFF)
def live(query: LiveSearch) -> Response:
    """Events of the own desk, and of the customer, conversation, flow and floor asked for.

    Each has an `id` to resume from, and `data` {topic, ...}. `event: resync` means that too much was missed: read
    the state again. `event: ended` means that this login is over.
    """
    known = request.headers.get("Last-Event-ID", "")
    after = int(known[:18]) if known[:18].isdecimal() else query.after
    return stream(rooms().tail, after, topics_of(visit(), query), topic(visit()))


def topics_of(who: Visit, query: LiveSearch) -> list[str]:
    """What this visit may hear of what it asked for."""
    asked = {
        f"agent:{who.user.agent_id}": who.user.agent_id is not None,
        "parked": who.user.agent_id is not None,
        "callbacks": True,
        "floor": query.floor and who.user.role in ABOVE,
        f"customer:{query.customer}": query.customer is not None,
        f"conversation:{query.conversation}": query.conversation is not None,
        words_of(query.call or 0): query.call is not None and may_hear(who, query.call),
        f"flow:{query.flow}": query.flow is not None and who.user.role in ABOVE,
        "imports": who.user.role in ABOVE,
        "house": True,
        topic(who): True,
    }
    return [name for name, wanted in asked.items() if wanted]


def stream(tail: Tail, after: int | None, topics: Sequence[str], end: str | None = None) -> Response:
    """An endless answer with the signals of these topics after `after`, or from now on where that is None.

    A signal of the topic `end` is the last that is sent.
    """
    response = Response(events(tail, after, topics, end), mimetype="text/event-stream")
    response.headers.update({"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
    return response


def events(tail: Tail, after: int | None, topics: Sequence[str], end: str | None = None) -> Iterator[str]:
    """The text of the stream, piece by piece. It sleeps until the bell rings for one of its topics."""
    db, mine = tail.db, frozenset(topics)
    with tail.sleeper(mine) as sleeper:
        last = db.last_signal() if after is None else after
        if after is not None and _missed_too_much(db, after, topics):
            last = db.last_signal()
            yield _event(last, "resync", {})
        else:
            yield f"retry: 2000\nid: {last}\n\n"
        while True:
            told = tail.after(last, mine, AT_ONCE)
            if told:
                last = told[-1].id
                ending = next((at for at, signal in enumerate(told, 1) if signal.topic == end), None)
                # In one piece: what belongs to one step is read as one, and costs one journey.
                yield "".join(map(_told, told[:ending]))
                if ending:
                    return
            if len(told) < AT_ONCE and not tail.sleep(sleeper, PING_S):
                yield ": ping\n\n"


def _missed_too_much(db: Database, after: int, topics: Sequence[str]) -> bool:
    """Whether `after` is older than what is kept, or of another database, or simply long ago."""
    with db.reading() as session:
        first, newest = session.execute(select(func.min(Signal.id), func.max(Signal.id))).one()
        if newest is None:
            return after > 0
        if after > newest or after < first - 1:
            return True
        missed = select(Signal.id).where(Signal.id > after, Signal.topic.in_(topics)).limit(TOO_MANY + 1).subquery()
        return (session.scalar(select(func.count()).select_from(missed)) or 0) > TOO_MANY


@lru_cache(maxsize=AT_ONCE)
def _told(signal: Signal) -> str:
    """The event of a signal: written out once for all streams that share it."""
    return _event(signal.id, signal.name, {"topic": signal.topic, **signal.data})


def _event(id: int, name: str, data: dict[str, object]) -> str:
    return f"id: {id}\nevent: {name}\ndata: {json.dumps(data, separators=(',', ':'))}\n\n"
