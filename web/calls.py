"""A phone contact: what the agent in it can do, and everything about it."""

from __future__ import annotations

from pathlib import Path

from flask import Response, send_file
from sqlalchemy import select

from telephony import outbound, partings
from telephony.models import Call
from transcripts.audio import BadAudio
from transcripts.models import Recording
from web import call_view, hearing, looked, peaks
from web.api import binary, chapter
from web.desk import present
from web.errors import Refused, found, missing
from web.guard import STAFF, desk_of, may, visit
from web.own import done, own
from web.rooms import rooms
from web.schemas.base import CallPath
from web.schemas.calls import CallDetail, Dial, Peaks, PeaksSearch
from web.schemas.desk import Desk

api = chapter("calls", "Phone contacts.")


@api.post("/calls/<int:call_id>/hold", responses={"200": Desk})
@may(*STAFF)
def hold(path: CallPath) -> Desk:
    """The caller hears music."""
    own(Call, path.call_id)
    done(rooms().calls.hold(path.call_id, desk_of()))
    return present()


@api.post("/calls/<int:call_id>/resume", responses={"200": Desk})
@may(*STAFF)
def resume(path: CallPath) -> Desk:
    """The caller is back."""
    own(Call, path.call_id)
    done(rooms().calls.resume(path.call_id, desk_of()))
    return present()


@api.post("/calls/<int:call_id>/hang-up", responses={"200": Desk})
@may(*STAFF)
def hang_up(path: CallPath) -> Desk:
    """End the call."""
    own(Call, path.call_id)
    done(rooms().calls.hang_up(path.call_id, desk_of()))
    return present()


@api.post("/calls/<int:call_id>/rejoin", responses={"200": Desk})
@may(*STAFF)
def rejoin(path: CallPath) -> Desk:
    """Ring the agent's softphone again, to come back into a call that a reload threw them out of."""
    own(Call, path.call_id)
    done(partings.rejoin(rooms().calls, path.call_id, desk_of()))
    return present()


@api.post("/calls", responses={"200": Desk})
@may(*STAFF)
def dial(body: Dial) -> Desk:
    """Call somebody: the agent's softphone is rung first, then they are, and see the hotline's number."""
    try:
        outbound.dial(rooms().calls, desk_of(), body.number, body.customer_id)
    except LookupError:
        raise missing("customer") from None
    return present()


@api.get("/calls/<int:call_id>", responses={"200": CallDetail})
@may(*STAFF)
def look(path: CallPath) -> CallDetail:
    """Everything about one call: its steps, recording and transcript. Whoever reads a transcript is noted."""
    with rooms().db.reading() as session:
        detail = call_view.detail(session, path.call_id, visit().user)
    if detail.transcript:
        looked.note(detail.customer.id, f"transcript:{path.call_id}")
    return detail


@api.get("/calls/<int:call_id>/audio", responses={"200": binary("audio/wav"), "206": binary("audio/wav")})
@may(*STAFF)
def audio(path: CallPath) -> Response:
    """The recording, for who may listen: a stereo WAV file, the caller on the left. Whoever listens is noted."""
    recording, file = _recording(path.call_id)
    looked.note(recording.customer_id, f"recording:{path.call_id}")
    response = send_file(file, mimetype="audio/wav", conditional=True)
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@api.get("/calls/<int:call_id>/peaks", responses={"200": Peaks})
@may(*STAFF)
def shape(path: CallPath, query: PeaksSearch) -> Peaks:
    """The shape of the two voices, to be drawn."""
    _, file = _recording(path.call_id)
    try:
        return peaks.of(file, query.points)
    except BadAudio as fault:
        raise Refused(409, "bad_audio", f"The recording cannot be drawn: {fault}") from fault


def _recording(call_id: int) -> tuple[Recording, Path]:
    """The recording of a call and its file. Raises Refused where either is not there, or not for who asks."""
    with rooms().db.reading() as session:
        recording = found(session.scalar(select(Recording).where(Recording.call_id == call_id)), "recording")
        if not hearing.may_hear(session, visit().user, session.get_one(Call, call_id)):
            raise Refused(403, "may_not_listen", "You may not listen to this call. Ask a supervisor if you need to.")
    folder = rooms().recordings.resolve()
    file = (folder / recording.path).resolve()
    if not (file.is_relative_to(folder) and file.is_file()):
        raise missing("recording")
    return recording, file
