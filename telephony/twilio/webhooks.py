"""Twilio's webhooks: one signed HTTP request per turn. Twilio forgets us between them, so all state is in the database.

A turn's URL carries its number: a retry, or a request that comes late, gets the present turn again and changes nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path

from flask import Blueprint, Response, abort, request, send_file
from twilio.request_validator import RequestValidator

from config import Config
from ivr.heard import DialEnded, Digits, Heard, Recorded, Silence
from ivr.turns import Prompt, Turn
from telephony.calls import Calls
from telephony.prompts import Prompts
from telephony.twilio import twiml
from telephony.twilio.twiml import Addresses

log = logging.getLogger(__name__)

DIALED = {"completed": "answered", "answered": "answered", "busy": "busy", "no-answer": "no_answer"}
OVER = {"completed", "busy", "failed", "no-answer", "canceled"}
KEYS = set("0123456789*#ABCD")


def webhooks(config: Config, calls: Calls, prompts: Prompts, music: Path) -> Blueprint:
    """The blueprint under /twilio. `music` is a WAV file for those who wait."""
    assert config.twilio_auth_token, "no webhooks without the token that signs them"
    door = Blueprint("twilio", __name__, url_prefix="/twilio")
    validator = RequestValidator(config.twilio_auth_token)

    def url(path: str) -> str:
        return f"{config.public_url}/twilio/{path}"

    def addresses(call_id: int, turn_number: int) -> Addresses:
        return Addresses(
            turn=url(f"calls/{call_id}/turns/{turn_number}"),
            waiting=url(f"calls/{call_id}/waiting"),
            music=url("music.wav"),
            prompt=audio,
        )

    def audio(prompt: Prompt) -> str:
        return url(f"prompts/{prompts.stem(prompt).name}.wav")

    def answer(call_id: int, turn_number: int, turn: Turn) -> Response:
        return xml(twiml.render(turn, addresses(call_id, turn_number)))

    @door.before_request
    def signed() -> None:
        """Everything but the audio, whose names cannot be guessed, must be signed with our token over its own URL."""
        if request.method == "GET":
            return
        asked = config.public_url + request.full_path.rstrip("?")
        if not validator.validate(asked, request.form, request.headers.get("X-Twilio-Signature", "")):
            log.warning("a request to %s from %s has no valid signature", asked, request.remote_addr)
            abort(403)

    @door.post("/voice")
    def arrived() -> Response:
        """A call comes in. Twilio may say so twice; the second time it gets the same turn."""
        call_id, number, turn = calls.arrived(
            "twilio",
            field("CallSid"),
            channel_name="",
            from_address=field("From"),
            to_address=field("To"),
        )
        return answer(call_id, number, turn)

    @door.post("/calls/<int:call_id>/turns/<int:turn_number>")
    def heard(call_id: int, turn_number: int) -> Response:
        """What the caller did in this turn."""
        mine(call_id)
        number, turn = calls.heard(call_id, turn_number, as_heard(request.form))
        return answer(call_id, number, turn)

    @door.post("/calls/<int:call_id>/waiting")
    def waiting(call_id: int) -> Response:
        """What a waiting caller hears next."""
        mine(call_id)
        return xml(twiml.waiting(calls.waiting(call_id), addresses(call_id, 0)))

    @door.post("/status")
    def status() -> Response:
        """The call is over, however it ended. It may be said twice, or before anything else is."""
        if field("CallStatus") in OVER:
            calls.leg_ended(field("CallSid"))
        return Response(status=204)

    @door.get("/prompts/<name>.wav")
    def prompt(name: str) -> Response:
        file = prompts.folder / f"{name}.wav"
        if not name.isalnum() or not file.is_file():
            abort(404)
        return send_file(file, mimetype="audio/wav", max_age=31_536_000)

    @door.get("/music.wav")
    def hold_music() -> Response:
        return send_file(music, mimetype="audio/wav", max_age=86_400)

    def mine(call_id: int) -> None:
        if not calls.is_of("twilio", field("CallSid"), call_id):
            abort(404)

    return door


def as_heard(form: Mapping[str, str]) -> Heard:
    """What Twilio's fields say that the caller did."""
    keys = "".join(key for key in form.get("Digits", "") if key in KEYS)
    if "RecordingSid" in form:
        return Recorded(form["RecordingSid"][:64], float(form.get("RecordingDuration", "0") or 0))
    if "DialCallStatus" in form:
        return DialEnded(DIALED.get(form["DialCallStatus"], "failed"))
    return Digits(keys) if keys else Silence()


def field(name: str) -> str:
    return request.form.get(name, "")[:160]


def xml(text: str) -> Response:
    return Response(text, mimetype="text/xml")
