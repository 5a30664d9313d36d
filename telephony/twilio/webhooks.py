"""Twilio's webhooks: one signed HTTP request per turn. Twilio forgets us between them, so all state is in the database.

A turn's URL carries its number: a retry, or a request that comes late, gets the present turn again and changes nothing.
Nothing here waits for Twilio: what is to be done there is done by the switch, in its own time.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, request, send_file
from werkzeug.exceptions import HTTPException

from config import Config
from ivr.heard import DialEnded, Digits, Heard, Recorded, Silence, Spoken
from ivr.turns import Prompt, Turn
from telephony.calls import Calls
from telephony.prompts import Prompts, write_chords
from telephony.twilio import audio, twiml
from telephony.twilio.callbacks import add_callbacks
from telephony.twilio.called import add_called
from telephony.twilio.control import TwilioSwitch
from telephony.twilio.forms import field, seconds
from telephony.twilio.legs import BACKEND
from telephony.twilio.places import Places
from telephony.twilio.signed import only_signed
from telephony.twilio.twiml import Addresses

log = logging.getLogger(__name__)

DIALED = {"completed": "answered", "answered": "answered", "busy": "busy", "no-answer": "no_answer"}
LONGEST_SPEECH = 400
"""Characters that are read of what was said."""
KEYS = set("0123456789*#ABCD")
LISTENS_TO_NOTHING = {"redirected", "hangup"}
"""QueueResults after which our answer is not used."""
SPOKEN = {f"twilio.{name}" for name in ("arrived", "heard", "waiting", "line", "keyed", "held")}
"""Webhooks whose answer a caller hears."""


def webhooks(config: Config, calls: Calls, prompts: Prompts, switch: TwilioSwitch) -> Blueprint:
    """The blueprint under /twilio."""
    assert config.twilio_auth_token, "no webhooks without the token that signs them"
    door = Blueprint("twilio", __name__, url_prefix="/twilio")
    only_signed(door, config.public_url, config.twilio_auth_token)
    places = Places(config.public_url)
    music = config.var / "twilio" / "music.wav"
    write_chords(music)

    def answer(call_id: int, turn_number: int, turn: Turn) -> Response:
        return xml(twiml.render(turn, addresses(call_id, turn_number)))

    def addresses(call_id: int, turn_number: int) -> Addresses:
        return places.of_call(call_id, turn_number, prompt_url)

    def prompt_url(prompt: Prompt) -> str:
        return places.url(f"prompts/{prompts.stem(prompt).name}.wav")

    def mine(call_id: int) -> None:
        if not switch.is_of(field("CallSid"), call_id):
            abort(404)

    @door.post("/voice")
    def arrived() -> Response:
        """A call comes in. Twilio may say so twice; the second time it gets the same turn."""
        if not field("CallSid"):
            abort(400)
        return answer(
            *calls.arrived(
                BACKEND,
                field("CallSid"),
                channel_name="",
                from_address=field("From"),
                to_address=field("To"),
                token=request.form.get("token", "")[:1000],
            )
        )

    @door.post("/calls/<int:call_id>/turns/<int:turn_number>")
    def heard(call_id: int, turn_number: int) -> Response:
        """What the caller did in this turn."""
        mine(call_id)
        what = _found(calls, call_id, turn_number, as_heard(request.form))
        if isinstance(what, Recorded):
            audio.expect(calls.db, call_id, field("RecordingSid"), what.duration_s)
        return answer(call_id, *calls.heard(call_id, turn_number, what))

    @door.post("/calls/<int:call_id>/waiting")
    def waiting(call_id: int) -> Response:
        """What a waiting caller hears next. While nobody can be rung there is nothing to wait for."""
        mine(call_id)
        if switch.out_of_reach or calls.overflows(call_id):
            return xml(twiml.leave())
        return xml(twiml.waiting(calls.waiting(call_id), addresses(call_id, 0)))

    @door.post("/calls/<int:call_id>/line")
    def line(call_id: int) -> Response:
        """A caller who is in no queue of Twilio's (it was full) and in no conference: they wait on all the same.

        Unless nobody can be rung: music without an end would be no better than silence.
        """
        mine(call_id)
        if field("QueueResult") not in LISTENS_TO_NOTHING:
            instead = calls.unreachable(call_id) if switch.out_of_reach else calls.overflowed(call_id)
            if instead:
                return answer(call_id, *instead)
        return xml(twiml.waiting(calls.waiting(call_id), addresses(call_id, 0)))

    @door.post("/held")
    def held() -> Response:
        """Music for whoever is alone in a conference, or held."""
        return xml(twiml.held(addresses(0, 0)))

    @door.get("/prompts/<name>.wav")
    def prompt(name: str) -> Response:
        # What somebody uploaded is a whole hash long, what our voice said is shorter.
        home = prompts.folder / "audio" if len(name) == 64 else prompts.folder
        file = home / f"{name}.wav"
        if not (name.isascii() and name.isalnum() and file.is_file()):
            abort(404)
        return send_file(file, mimetype="audio/wav", max_age=31_536_000)

    @door.get("/music.wav")
    def hold_music() -> Response:
        return send_file(music, mimetype="audio/wav", max_age=86_400)

    add_callbacks(door, calls, switch)
    add_called(door, calls, switch, addresses)

    @door.errorhandler(Exception)
    def failed(fault: Exception) -> Response | HTTPException:
        """The caller never hears Twilio's own error: the turn is tried once more, then there is an apology."""
        if isinstance(fault, HTTPException):
            return fault
        log.error("the webhook %s failed", request.path, exc_info=fault)
        if request.endpoint not in SPOKEN:
            return Response(status=500)
        tried = "again" in request.args
        again = f"{config.public_url}{request.path}?{urlencode({**request.args, 'again': 1})}"
        return xml(twiml.apology(None if tried else again))

    return door


def _found(calls: Calls, call_id: int, turn_number: int, what: Heard) -> Heard:
    """What was looked up, where Twilio comes back for it with nothing of the caller's; else what the caller did."""
    wish = calls.wished(call_id, turn_number) if isinstance(what, Silence) else None
    return calls.look_up(wish) if wish else what


def as_heard(form: Mapping[str, str]) -> Heard:
    """What Twilio's fields say that the caller did."""
    if "RecordingSid" in form:
        # Where the file is to be is known when it has been fetched.
        return Recorded("", seconds(form.get("RecordingDuration", "")))
    if "DialCallStatus" in form:
        return DialEnded(DIALED.get(form["DialCallStatus"], "failed"))
    # The key that ended the input is told apart from the others, though the caller pressed it like them.
    pressed = form.get("Digits", "") + form.get("FinishedOnKey", "")
    keys = "".join(key for key in pressed if key in KEYS)[:64]
    said = " ".join(form.get("SpeechResult", "").split())[:LONGEST_SPEECH]
    if said and not keys:
        return Spoken(said, _confidence(form.get("Confidence", "")))
    return Digits(keys) if keys else Silence()


def _confidence(text: str) -> float:
    """0 to 1. Some of Twilio's recognizers say 0.0 or nothing, which tells nothing: then it counts as sure."""
    return float(text) or 1.0 if re.fullmatch(r"0(\.[0-9]{1,18})?|1(\.0{1,18})?", text) else 1.0


def xml(text: str) -> Response:
    return Response(text, mimetype="text/xml")
