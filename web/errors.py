"""Every error of ours is JSON: a code for programs, one sentence for people."""

from __future__ import annotations

import logging
import secrets
from typing import TypeVar

from flask import Flask, Response, jsonify, make_response, request
from flask_limiter import RateLimitExceeded
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException

from channels.chat import NotYours
from hotline.numbers import NotDiallable
from telephony.outbound import CannotDial
from telephony.port import SwitchFault
from telephony.transfers import NotNow

log = logging.getLogger(__name__)

SENTENCES = {
    400: ("bad_request", "The request is not valid. Check what was sent."),
    401: ("not_logged_in", "Log in first."),
    403: ("forbidden", "Your role does not allow this. Ask a supervisor."),
    404: ("not_found", "There is nothing at this address. Check it, or go back."),
    405: ("method_not_allowed", "This address does not understand that method."),
    413: ("too_large", "This is too large. Send less at once."),
    416: ("bad_range", "The file is shorter than that. Ask for it from the beginning."),
    429: ("too_many", "Too many tries. Wait a minute, then try again."),
}


STORIES: dict[type[Exception], tuple[int, str, str]] = {
    NotYours: (409, "not_yours", "This conversation is not yours, or it is over. The desk shows what is."),
    SwitchFault: (503, "no_phone", "The phone system does not answer. Try again in a moment."),
}
"""What a story raises, and how the panel gets to know."""


class Refused(Exception):
    """A view says no: `status` is the HTTP status, `error` the code, and the sentence says what to do."""

    def __init__(self, status: int, error: str, message: str) -> None:
        super().__init__(message)
        self.status, self.error, self.message = status, error, message


CANNOT_DIAL = {
    "no_trunk": (409, "This installation cannot call out. An operator sets SIP_TRUNK, or Twilio's number."),
    "not_allowed_to": (403, "You may not call out. Ask a supervisor."),
    "not_free": (409, "You cannot call just now: finish your work first, and see that your phone is connected."),
    "too_many": (429, "You have made many calls in a short time. Wait a little, then try again."),
}
"""`telephony.outbound.CannotDial` → the HTTP status, and what to do."""


def missing(what: str) -> Refused:
    return Refused(404, "not_found", f"There is no such {what}. It may have been removed; go back and reload.")


Found = TypeVar("Found")


def found(row: Found | None, what: str) -> Found:
    """What was looked for. Raises Refused, 404, where it is not there."""
    if row is None:
        raise missing(what)
    return row


def problem(status: int, error: str, message: str) -> Response:
    return make_response(jsonify(error=error, message=message), status)


def explain(fault: ValidationError) -> Response:
    """What is wrong with the first field that is."""
    first = fault.errors(include_url=False, include_context=False)[0]
    field = ".".join(str(part) for part in first["loc"])
    where = f"The field {field!r} is not valid" if field else "The body must be a JSON object"
    return problem(400, "bad_request", f"{where}: {first['msg']}.")


def install(app: Flask) -> None:
    """Answer every error of this application with JSON."""

    @app.errorhandler(Refused)
    def refused(fault: Refused) -> Response:
        return problem(fault.status, fault.error, fault.message)

    @app.errorhandler(RateLimitExceeded)
    def limited(fault: RateLimitExceeded) -> Response:
        answer = problem(429, *SENTENCES[429])
        answer.headers["Retry-After"] = "60"
        return answer

    @app.errorhandler(HTTPException)
    def http(fault: HTTPException) -> Response:
        status = fault.code or 500
        if status == 500:
            return broken(fault)
        error, message = SENTENCES.get(status, ("http_error", fault.description or "The request failed."))
        answer = problem(status, error, message)
        for name, value in fault.get_headers():
            if name not in ("Content-Type", "Content-Length"):
                answer.headers[name] = value
        return answer

    def told(fault: Exception) -> Response:
        log.warning("%s %s: %s", request.method, request.path, fault)
        return problem(*next(STORIES[kind] for kind in type(fault).__mro__ if kind in STORIES))

    @app.errorhandler(CannotDial)
    def cannot_dial(fault: CannotDial) -> Response:
        status, sentence = CANNOT_DIAL[fault.code]
        return problem(status, fault.code, sentence)

    @app.errorhandler(NotDiallable)
    def not_diallable(fault: NotDiallable) -> Response:
        return problem(400 if fault.code == "bad_number" else 403, fault.code, str(fault))

    @app.errorhandler(NotNow)
    def not_now(fault: NotNow) -> Response:
        return problem(409, fault.code, str(fault))

    for kind in STORIES:
        app.register_error_handler(kind, told)

    @app.errorhandler(RecursionError)
    def too_deep(fault: RecursionError) -> Response:
        return problem(400, *SENTENCES[400])

    @app.errorhandler(Exception)
    def broken(fault: Exception) -> Response:
        number = secrets.token_hex(4)
        log.exception("fault %s at %s %s", number, request.method, request.path)
        return problem(
            500, "fault", f"Something broke on our side. Try again; if it stays, tell us the fault number {number}."
        )
