"""Those who work here, for supervisors: who may log in, as what; and who no longer may."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from acd.models import Agent, Queue
from web import changed, staff
from web.api import chapter
from web.errors import SENTENCES, Refused, found
from web.guard import ABOVE, may, visit
from web.limits import by_visit, limiter
from web.models import User
from web.queues import known_skills
from web.rooms import rooms
from web.schemas.users import Changes, ChangesSearch, UserChange, UserIn, UserLine, UserMade, UserPath, Users

MADE_MOST = "60 per hour"
"""Passwords that one supervisor has made: to hash one is slow on purpose."""

api = chapter("users", "Those who work here: who may log in, as what.")


@api.get("/users", responses={"200": Users})
@may(*ABOVE)
def every() -> Users:
    """Everybody, those who are switched off last."""
    with rooms().db.reading() as session:
        users = session.scalars(select(User).order_by(User.active.desc(), User.name, User.id)).all()
        agents = {agent.id: agent for agent in session.scalars(select(Agent))}
        known = known_skills(agents.values(), session.scalars(select(Queue)))
    return Users(users=[_line(user, agents.get(user.agent_id or 0)) for user in users], known=known)


@api.post("/users", responses={"201": UserMade})
@may(*ABOVE)
@limiter.limit(MADE_MOST, key_func=by_visit)
def add(body: UserIn) -> tuple[UserMade, int]:
    """Somebody new, with a password that is shown this once."""
    _may_make(body.role)
    with rooms().db.transaction() as session:
        skills = body.skills if body.desk or body.role == "agent" else None
        user, password = staff.add(session, body.login, body.name, body.role, skills, by=visit().user)
        return UserMade(user=_line(user, _agent(session, user)), password=password), 201


@api.patch("/users/<int:user_id>", responses={"200": UserLine})
@may(*ABOVE)
def change(path: UserPath, body: UserChange) -> UserLine:
    """Another name or role, a desk, or switched off and on. Nobody changes their own role, or switches themselves
    off; and somebody always remains who can let others in."""
    with rooms().db.transaction() as session:
        user, by = _theirs(session, path.user_id), visit().user
        if user.id == by.id and (body.active is False or (body.role or user.role) != user.role):
            raise Refused(409, "own_login", "You cannot switch yourself off or change your own role. Ask a colleague.")
        if body.name is not None and body.name != user.name:
            staff.rename(session, user, body.name, by)
        if body.role is not None and body.role != user.role:
            _may_make(body.role)
            staff.give_role(session, user, body.role, by)
        if body.desk:
            staff.give_desk(session, user, by)
        if body.active is not None and body.active != user.active:
            (staff.switch_on if body.active else staff.switch_off)(session, user, by)
        agent = _agent(session, user)
        if body.skills is not None and agent is not None:
            staff.set_skills(session, agent, body.skills, by)
        return _line(user, agent)


@api.post("/users/<int:user_id>/password", responses={"200": UserMade})
@may(*ABOVE)
@limiter.limit(MADE_MOST, key_func=by_visit)
def renew(path: UserPath) -> UserMade:
    """A new password for somebody who has lost theirs, shown this once. They are logged out everywhere."""
    with rooms().db.transaction() as session:
        user = _theirs(session, path.user_id)
        if user.id == visit().user.id:
            raise Refused(409, "own_password", "Choose your own password in the menu of your account.")
        password = staff.new_password(session, user, visit().user)
        return UserMade(user=_line(user, _agent(session, user)), password=password)


@api.get("/users/changes", responses={"200": Changes})
@may(*ABOVE)
def changes(query: ChangesSearch) -> Changes:
    """Who added or changed whom, switched them off, or made them a new password; the latest first."""
    with rooms().db.reading() as session:
        return changed.page(session, query)


def _theirs(session: Session, user_id: int) -> User:
    """The user, whom the one who asks may change. Raises Refused."""
    user = found(session.get(User, user_id), "login")
    if not _yours(user):
        raise Refused(403, *SENTENCES[403])
    return user


def _yours(user: User) -> bool:
    return user.role != "admin" or visit().user.role == "admin"


def _may_make(role: str) -> None:
    """Nobody gives others more than they have themselves."""
    if role == "admin" and visit().user.role != "admin":
        raise Refused(403, *SENTENCES[403])


def _agent(session: Session, user: User) -> Agent | None:
    return session.get(Agent, user.agent_id) if user.agent_id is not None else None


def _line(user: User, agent: Agent | None) -> UserLine:
    plain = {name: getattr(user, name) for name in ("id", "login", "name", "role", "agent_id", "active")}
    return UserLine(**plain, yours=_yours(user), skills=agent.skills if agent else {})
