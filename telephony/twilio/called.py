"""Whom we call: what they hear first, and whether they are a person."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, abort

from ivr.turns import Hangup, Turn
from telephony import outbound
from telephony.calls import Calls
from telephony.twilio import twiml
from telephony.twilio.control import TwilioSwitch
from telephony.twilio.forms import field, only_theirs, xml
from telephony.twilio.twiml import Addresses

MACHINES = ("machine", "fax")
"""How Twilio's names for what is no person begin."""


def add_called(door: Blueprint, calls: Calls, switch: TwilioSwitch, addresses: Callable[[int, int], Addresses]) -> None:
    """Routes on the blueprint of the webhooks, which are signed like all of them."""

    @door.post("/calls/<int:call_id>/greeting")
    def greeting(call_id: int) -> Response:
        """Said to them alone, beside whoever is in the conference."""
        only_theirs(switch, call_id)
        return greet(call_id, twiml.said)

    @door.post("/called/<channel>/awaited")
    def awaited(channel: str) -> Response:
        """Said to whom we called first, while their agent is rung; and music.

        Known by our name of their channel: they may answer before Twilio has told us its own.
        """
        call = switch.legs.call_of(channel)
        if call is None:
            abort(404)
        return greet(call.id, twiml.awaited)

    @door.post("/called/<channel>/machine")
    def machine(channel: str) -> Response:
        """Who has answered, as Twilio believes a few seconds later. What it does not know is a person."""
        if not switch.legs.knows(channel):
            abort(404)
        if field("AnsweredBy").startswith(MACHINES):
            outbound.machine_answered(calls, channel)
        return Response(status=204)

    def greet(call_id: int, render: Callable[[Turn, Addresses], str]) -> Response:
        text = render(Turn(outbound.greeting(calls.db, call_id), Hangup()), addresses(call_id, 0))
        return xml(text)
