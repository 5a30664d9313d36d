"""Twilio's webhooks: one signed HTTP request per turn. Twilio forgets us between them, so all state is in the database.

A turn's URL carries its number: a retry, or a request that comes late, gets the present turn again and changes nothing.
Nothing here waits for Twilio: what is to be done there is done by the switch, in its own time.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, request
from werkzeug.exceptions import HTTPException

from config import Config
from hotline.draft_calls import is_ticket
from ivr.heard import Recorded
from ivr.turns import Turn
from telephony.calls import Calls
from telephony.draft_calls import DraftCalls
from telephony.prompts import Prompts
from telephony.twilio import audio, twiml
from telephony.twilio.callbacks import BROWSER, add_callbacks
from telephony.twilio.called import add_called
from telephony.twilio.control import TwilioSwitch
from telephony.twilio.drafts import add_drafts
from telephony.twilio.forms import field, only_theirs, xml
from telephony.twilio.hearing import as_heard
from telephony.twilio.in_line import add_line
from telephony.twilio.legs import BACKEND
from telephony.twilio.lookups import LookUps
from telephony.twilio.places import AGAIN, Places
from telephony.twilio.signed import only_signed
from telephony.twilio.sounds import add_sounds
from telephony.twilio.twiml import Addresses

log = logging.getLogger(__name__)

SPOKEN = {f"twilio.{name}" for name in ("arrived", "heard", "draft", "waiting", "line", "keyed", "held")}
"""Webhooks whose answer a caller hears."""


def webhooks(config: Config, calls: Calls, prompts: Prompts, switch: TwilioSwitch) -> Blueprint:
    """The blueprint under /twilio."""
    assert config.twilio_auth_token, "no webhooks without the token that signs them"
    door = Blueprint("twilio", __name__, url_prefix="/twilio")
    only_signed(door, config.public_url, config.twilio_auth_token)
    places = Places(config.public_url)
    drafts = DraftCalls(calls.db, config.secret_key, config.var / "recordings")
    lookups = LookUps(config.public_url)
    prompt_url = add_sounds(door, prompts, config.var / "twilio" / "music.wav", places, config.secret_key)

    def answer(call_id: int, turn_number: int, turn: Turn, whose: str = "calls") -> Response:
        lookups.begin(drafts if whose == "drafts" else calls, call_id, turn_number, turn)
        return xml(twiml.render(turn, addresses(call_id, turn_number, whose)))

    def addresses(call_id: int, turn_number: int, whose: str = "calls") -> Addresses:
        to = places.of_call(call_id, turn_number, prompt_url, whose)
        return replace(to, shown=config.twilio_number or "") if field("From").startswith(BROWSER) else to

    @door.post("/voice")
    def arrived() -> Response:
        """A call comes in. Twilio may say so twice; the second time it gets the same turn."""
        if not field("CallSid"):
            abort(400)
        token = request.form.get("token", "")[:1000]
        story, whose = (drafts, "drafts") if is_ticket(token) else (calls, "calls")
        begun = story.arrived(
            BACKEND,
            field("CallSid"),
            channel_name="",
            from_address=field("From"),
            to_address=field("To"),
            token=token,
        )
        if whose == "calls":
            switch.legs.are_one(field("CallSid"), begun[0])
        return answer(*begun, whose)

    @door.post("/calls/<int:call_id>/turns/<int:turn_number>")
    def heard(call_id: int, turn_number: int) -> Response:
        """What the caller did in this turn."""
        only_theirs(switch, call_id)
        if wait := lookups.wait(calls, call_id, turn_number):
            return xml(wait)
        what = as_heard(request.form)
        if isinstance(what, Recorded):
            audio.expect(calls.db, call_id, field("RecordingSid"), what.duration_s)
        return answer(call_id, *calls.heard(call_id, turn_number, what))

    @door.post("/held")
    def held() -> Response:
        """Music for whoever is alone in a conference, or held."""
        return xml(twiml.held(addresses(0, 0)))

    add_drafts(door, drafts, switch, lookups, answer)
    add_callbacks(door, calls, switch, drafts)
    add_line(door, calls, switch, addresses)
    add_called(door, calls, switch, addresses)

    @door.errorhandler(Exception)
    def failed(fault: Exception) -> Response | HTTPException:
        """The caller never hears Twilio's own error: the turn is tried once more, then there is an apology."""
        if isinstance(fault, HTTPException):
            return fault
        log.error("the webhook %s failed", request.path, exc_info=fault)
        if request.endpoint not in SPOKEN:
            return Response(status=500)
        tried = AGAIN in request.args
        again = f"{config.public_url}{request.path}?{urlencode({**request.args, AGAIN: 1})}"
        return xml(twiml.apology(None if tried else again))

    return door
