"""A phone contact: what the agent in it can do, and everything about it."""

from __future__ import annotations

from flask import Response

from web.api import binary, chapter
from web.guard import STAFF, may
from web.schemas.base import CallPath
from web.schemas.calls import CallDetail, Peaks, PeaksSearch
from web.schemas.desk import Desk

api = chapter("calls", "Phone contacts.")


@api.post("/calls/<int:call_id>/hold", responses={"200": Desk})
@may(*STAFF)
def hold(path: CallPath) -> Desk:
    """The caller hears music."""
    raise NotImplementedError


@api.post("/calls/<int:call_id>/resume", responses={"200": Desk})
@may(*STAFF)
def resume(path: CallPath) -> Desk:
    """The caller is back."""
    raise NotImplementedError


@api.post("/calls/<int:call_id>/hang-up", responses={"200": Desk})
@may(*STAFF)
def hang_up(path: CallPath) -> Desk:
    """End the call."""
    raise NotImplementedError


@api.post("/calls/<int:call_id>/rejoin", responses={"200": Desk})
@may(*STAFF)
def rejoin(path: CallPath) -> Desk:
    """Ring the agent's softphone again, to come back into a call that a reload threw them out of."""
    raise NotImplementedError


@api.get("/calls/<int:call_id>", responses={"200": CallDetail})
@may(*STAFF)
def look(path: CallPath) -> CallDetail:
    """Everything about one call: its steps, recording and transcript."""
    raise NotImplementedError


@api.get("/calls/<int:call_id>/audio", responses={"200": binary("audio/wav"), "206": binary("audio/wav")})
@may(*STAFF)
def audio(path: CallPath) -> Response:
    """The recording: a stereo WAV file, the caller on the left. Whoever listens is noted."""
    raise NotImplementedError


@api.get("/calls/<int:call_id>/peaks", responses={"200": Peaks})
@may(*STAFF)
def peaks(path: CallPath, query: PeaksSearch) -> Peaks:
    """The shape of the two voices, to be drawn."""
    raise NotImplementedError
