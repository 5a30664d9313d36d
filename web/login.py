"""Logging in and out."""

from __future__ import annotations

from flask import Response

from web.api import chapter
from web.guard import ANYONE, STAFF, may
from web.schemas.session import Login, Session, SessionChange

api = chapter("login", "Logging in and out.")


@api.post("/session", responses={"200": Session})
@may(*ANYONE)
def enter(body: Login) -> Session:
    """Log in; the answer sets the session's cookie."""
    raise NotImplementedError


@api.get("/session", responses={"200": Session})
@may(*STAFF)
def look() -> Session:
    """Who is logged in; 401 where nobody is."""
    raise NotImplementedError


@api.patch("/session", responses={"200": Session})
@may(*STAFF)
def change(body: SessionChange) -> Session:
    """Choose the panel's language."""
    raise NotImplementedError


@api.delete("/session", responses={"204": None})
@may(*STAFF)
def leave() -> Response:
    """Log out."""
    raise NotImplementedError
