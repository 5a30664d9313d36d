"""What Twilio streams of a talk, heard as it comes: a WebSocket for each call, of which we only listen."""

from __future__ import annotations

import hmac
import logging
import threading

from flask import Blueprint, Response, abort, request
from twilio.request_validator import RequestValidator
from websockets.frames import CloseCode

from config import Config
from telephony.calls import Calls
from telephony.live_words import LiveWords
from telephony.models import Call
from telephony.twilio.control import TwilioSwitch
from telephony.twilio.forms import field, only_theirs
from telephony.twilio.legs import BACKEND
from telephony.twilio.media_stream import SPEAKERS, MediaStream, NotUnderstood
from telephony.twilio.places import Places
from telephony.twilio.sockets import NoWebSocket, Spoken, WebSocket
from telephony.twilio.streaming import token_of

log = logging.getLogger(__name__)

LARGEST = 65536
"""Bytes of a message; Twilio's have some three hundred."""
SILENCE_S = 30.0
"""Twilio sends fifty frames a second, in silence as well."""
MOST = 300
"""Streams at once: each takes one of the server's threads."""


def add_media(door: Blueprint, config: Config, calls: Calls, switch: TwilioSwitch, words: LiveWords) -> None:
    """Routes on the blueprint of the webhooks."""
    validator = RequestValidator(config.twilio_auth_token)
    room = threading.BoundedSemaphore(MOST)
    places = Places(config.public_url)

    @door.get("/media/<int:call_id>/<token>", websocket=True)
    def media(call_id: int, token: str) -> Response:
        """One stream. Refused without Twilio's signature (403), and where there is no such call (404)."""
        asked, given = places.media(call_id, token), request.headers.get("X-Twilio-Signature", "")
        if not any(validator.validate(each, {}, given) for each in (asked, f"{asked}/")):
            log.warning("a stream is refused: the signature %.60r does not fit %s", given, places.media(call_id, "…"))
            abort(403)
        call = _of(calls, call_id) if hmac.compare_digest(token, token_of(call_id, config.secret_key)) else None
        if call is None:
            log.warning("a stream is refused: there is no call %s that is going on", call_id)
            abort(404)
        if not room.acquire(blocking=False):
            log.warning("call %s: there are %s streams already", call_id, MOST)
            abort(503)
        try:
            _hear(WebSocket(request, LARGEST, SILENCE_S), call, switch, words)
        except NoWebSocket as fault:
            abort(Response(f"{fault}\n", 400, mimetype="text/plain"))
        finally:
            room.release()
        return Spoken()

    @door.post("/calls/<int:call_id>/streams")
    def streams(call_id: int) -> Response:
        """What becomes of a stream. One that broke off is asked for again, while the talk goes on."""
        only_theirs(switch, call_id)
        if field("StreamEvent") == "stream-error":
            log.warning("call %s: the stream broke off: %s", call_id, field("StreamError"))
            switch.stream_again(field("CallSid"), field("StreamSid"))
        return Response(status=204)


def _of(calls: Calls, call_id: int) -> Call | None:
    with calls.db.reading() as session:
        call = session.get(Call, call_id)
        return call if call and call.backend == BACKEND and call.outcome is None else None


def _hear(socket: WebSocket, call: Call, switch: TwilioSwitch, words: LiveWords) -> None:
    """Everything that is said, until it is over."""
    stream = MediaStream()
    voices = {speaker: words.voice(call.id, speaker, call.language) for speaker in SPEAKERS.values()}
    try:
        with socket as messages:
            for message in messages:
                before = stream.began
                speaker, sound = stream.take(message)
                if stream.began and not before and not switch.is_of(stream.call_sid, call.id):
                    log.warning("a stream is refused: %r is not call %s", stream.call_sid, call.id)
                    socket.close(CloseCode.POLICY_VIOLATION, "This is another call.")
                elif sound:
                    voices[speaker].feed(sound)
                if stream.ended:
                    break
    except NotUnderstood as fault:
        log.warning("call %s: a stream is not understood: %s", call.id, fault)
    finally:
        for voice in voices.values():
            voice.close()
        if stream.began and not stream.ended:
            # Twilio says so as well, if that is not lost.
            switch.stream_again(stream.call_sid, stream.sid)
        lost_s = sum(track.silence_ms for track in stream.tracks.values()) / 1000
        log.info(
            "call %s: stream %s %s: %s frames, %s messages missed, %.1f s made up",
            call.id,
            stream.sid or "without a name",
            "is over" if stream.ended else "broke off",
            stream.frames,
            stream.missed,
            lost_s,
        )
