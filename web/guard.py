"""Who may do what. Every view names the roles that may call it; one gate before all of them looks."""

from __future__ import annotations

import hmac
import logging
from collections.abc import Callable
from typing import Any, TypeVar, cast

from flask import Blueprint, Flask, current_app, g, request

from channels.signatures import HEADER, genuine
from web.errors import SENTENCES, Refused
from web.sessions import Sessions, Visit

log = logging.getLogger(__name__)

View = TypeVar("View", bound=Callable[..., Any])

ANYONE = ("anyone",)
STAFF = ("agent", "supervisor", "admin")
ABOVE = ("supervisor", "admin")

READING = ("GET", "HEAD", "OPTIONS")
QUIET = ("desk.alive", "desk.left", "desk.quality", "live.live")
"""What an open panel does by itself: it keeps nobody logged in."""


def may(*roles: str) -> Callable[[View], View]:
    """Say who may call this view. One that `ANYONE` may call needs no session, and so no token against forgery."""

    def mark(view: View) -> View:
        view.__dict__["roles"] = roles
        return view

    return mark


def install(app: Flask) -> None:
    """Stand at the door. A view that names no roles lets nobody in."""

    @app.before_request
    def gate() -> None:
        if request.endpoint is None or request.method == "OPTIONS":
            return
        roles = roles_of(current_app, request.endpoint)
        if roles == ANYONE:
            return
        visit = sessions().of(request, active=request.endpoint not in QUIET)
        if visit is None:
            raise Refused(401, *SENTENCES[401])
        if visit.user.role not in roles:
            raise Refused(403, *SENTENCES[403])
        sent = request.headers.get("X-CSRF-Token", "")
        if request.method not in READING and not hmac.compare_digest(sent.encode(), visit.csrf.encode()):
            raise Refused(403, "bad_token", "This page is out of date. Reload it, then try again.")
        g.visit = visit


def open_door(app: Flask, door: Blueprint) -> None:
    """Serve a blueprint that looks for itself at who knocks, by a signature of its own."""
    app.register_blueprint(door)
    for endpoint, view in app.view_functions.items():
        if endpoint.startswith(f"{door.name}."):
            may(*ANYONE)(view)


def roles_of(app: Flask, endpoint: str) -> tuple[str, ...]:
    """Who may call this endpoint; nobody, where its view does not say."""
    return cast(tuple[str, ...], getattr(app.view_functions[endpoint], "roles", ()))


def sessions() -> Sessions:
    return cast(Sessions, current_app.extensions["sessions"])


def visit() -> Visit:
    """Who is asking. For views of the staff only."""
    return cast(Visit, g.visit)


def signed_with(secret: str) -> None:
    """Let in only a machine that has signed this request with the secret. Raises Refused, for whatever reason alike."""
    if not genuine(secret, request.get_data(), request.headers.get(HEADER, "")):
        raise Refused(403, "bad_signature", f"{HEADER} does not fit: check the secret, the clock and the body.")


def desk_of() -> int:
    """The id of the agent whose desk it is. Raises Refused for somebody who has none."""
    agent_id = visit().user.agent_id
    if agent_id is None:
        raise Refused(403, "no_desk", "Your login has no desk. Supervisors give you one on the page People.")
    return agent_id
