"""Logging in and out."""

from __future__ import annotations

from flask import Response, make_response, request
from sqlalchemy import select

from web import passwords, staff
from web.api import chapter
from web.errors import Refused
from web.guard import ANYONE, STAFF, may, sessions, visit
from web.limits import by_visit, failed, limiter, login_and_address
from web.models import User
from web.rooms import rooms
from web.schemas.session import Login, PasswordChange, Session, SessionChange, UserOut
from web.sessions import Visit

api = chapter("login", "Logging in and out.")


@api.post("/session", responses={"200": Session})
@may(*ANYONE)
@limiter.limit("10 per 5 minutes", key_func=login_and_address, deduct_when=failed)
@limiter.limit("100 per 5 minutes", deduct_when=failed)
def enter(body: Login) -> Response:
    """Log in; the answer sets the session's cookie."""
    db = rooms().db
    with db.reading() as session:
        user = session.scalar(select(User).where(User.login == body.login.strip().lower()))
    if not passwords.verify(user, body.password) or user is None:
        raise Refused(401, "wrong_login", "The login or the password is wrong. Check both and try again.")
    renewed = passwords.renewed(user, body.password)
    if renewed:
        with db.transaction() as session:
            session.get_one(User, user.id).password_hash = renewed
    response = make_response()
    opened = sessions().open(user, response, before=sessions().of(request))
    response.set_data(_shown(opened).model_dump_json())
    response.mimetype = "application/json"
    return response


@api.get("/session", responses={"200": Session})
@may(*STAFF)
def look() -> Session:
    """Who is logged in; 401 where nobody is."""
    return _shown(visit())


@api.patch("/session", responses={"200": Session})
@may(*STAFF)
def change(body: SessionChange) -> Session:
    """Choose the panel's language."""
    present = visit()
    with rooms().db.transaction() as session:
        user = session.get_one(User, present.user.id)
        user.language = body.language
    return _shown(Visit(present.id, user, present.csrf))


@api.put("/session/password", responses={"204": None})
@may(*STAFF)
@limiter.limit("10 per 5 minutes", key_func=by_visit, deduct_when=failed)
def choose_password(body: PasswordChange) -> Response:
    """Choose one's own password. Whoever else is logged in by the old one is logged out."""
    present = visit()
    if not passwords.verify(present.user, body.old):
        raise Refused(403, "wrong_password", "That is not your password of now. Check it and try again.")
    with rooms().db.transaction() as session:
        user = session.get_one(User, present.user.id)
        staff.set_password(session, user, body.new, by=user, here=present.id)
    return make_response("", 204)


@api.delete("/session", responses={"204": None})
@may(*STAFF)
def leave() -> Response:
    """Log out."""
    response = make_response("", 204)
    sessions().close(visit(), response)
    return response


def _shown(opened: Visit) -> Session:
    return Session(user=UserOut.model_validate(opened.user, from_attributes=True), csrf=opened.csrf)
