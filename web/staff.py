"""Those who work here: their logins, roles and desks. Whoever is switched off is out at once.

Each function is a step within the caller's transaction; what is not possible is raised as Refused, with a sentence.
What became of whom is noted in it, with the user `by` whom; None is somebody on the machine itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from acd import presence
from acd.models import Agent
from db import now, signal
from web import changed, passwords
from web.errors import Refused
from web.guard import ABOVE, STAFF
from web.models import LoginSession, User
from web.sessions import ended

LOGIN = re.compile(r"[a-z0-9][a-z0-9._@-]{0,79}")


def working() -> ColumnElement[bool]:
    """Agents who are not switched off: the others are in no list of those to whom work could go."""
    off = select(User.agent_id).where(User.active.is_(False), User.agent_id.is_not(None))
    return Agent.id.not_in(off)


def add(
    session: Session, login: str, name: str, role: str, skills: Mapping[str, int] | None = None, *, by: User | None
) -> tuple[User, str]:
    """A new login, and the password that was made for it. Agents have a desk; others where `skills` is given."""
    login = login.strip().lower()
    if not LOGIN.fullmatch(login):
        raise Refused(400, "bad_login", "A user name has small letters, figures and . _ - @, such as sara.ahmadi.")
    if role not in STAFF:
        raise Refused(400, "bad_role", f"There is no role {role!r}. Choose {', '.join(STAFF)}.")
    if session.scalar(select(User.id).where(User.login == login)):
        raise Refused(409, "login_taken", f"Somebody has the user name {login} already. Choose another one.")
    password = passwords.made()
    user = passwords.make_user(session, login, name, password, role)
    if role == "agent" or skills is not None:
        _desk(session, user, skills or {})
    session.flush()
    changed.note(session, user, "added", by, is_now=role, levels=changed.differing({}, skills or {}))
    _told(session, user)
    return user, password


def _desk(session: Session, user: User, skills: Mapping[str, int]) -> None:
    agent = Agent(name=user.name, skills=dict(skills), presence_at=now())
    session.add(agent)
    session.flush()
    user.agent_id = agent.id


def rename(session: Session, user: User, name: str, by: User | None) -> None:
    """They are called so from now on; what they did before keeps the name that it was done under."""
    changed.note(session, user, "name", by, user.name, name)
    user.name = name
    if user.agent_id is not None:
        session.get_one(Agent, user.agent_id).name = name
    _told(session, user)


def give_role(session: Session, user: User, role: str, by: User | None) -> None:
    """They may do what this role may from now on, and log in anew for it: what an open panel shows is of the old one.

    A desk stays, whatever the role; somebody who becomes an agent gets one.
    """
    if role == user.role:
        return
    if role not in ABOVE:
        _somebody_remains(session, user)
    changed.note(session, user, "role", by, user.role, role)
    user.role = role
    if role == "agent":
        give_desk(session, user, by)
    _log_out(session, user)
    _told(session, user)


def give_desk(session: Session, user: User, by: User | None) -> None:
    """Calls, chats and mails may come to them. Does nothing where they have a desk."""
    if user.agent_id is None:
        _desk(session, user, {})
        changed.note(session, user, "desk", by)
        _told(session, user)


def set_skills(session: Session, agent: Agent, skills: Mapping[str, int], by: User | None) -> None:
    """What they can do, and how well; the next offer goes by it."""
    _note_levels(session, agent, "skills", by, changed.differing(agent.skills, skills))
    agent.skills = dict(skills)
    signal(session, "desk", "work", why="skills")
    signal(session, "floor", "presence", agent_id=agent.id)


def set_capacity(session: Session, agent: Agent, capacity: Mapping[str, int], by: User | None) -> None:
    """How much of each kind of work they get at once."""
    _note_levels(session, agent, "capacity", by, changed.differing(agent.capacity, capacity))
    agent.capacity = dict(capacity)


def set_hearing(session: Session, agent: Agent, hears: str, by: User | None) -> None:
    """Whose recordings they may hear: `own`, `all` or `none`."""
    if hears != agent.hears:
        for user in _at(session, agent):
            changed.note(session, user, "hears", by, agent.hears, hears)
    agent.hears = hears


def _note_levels(session: Session, agent: Agent, what: str, by: User | None, levels: Mapping[str, list[int]]) -> None:
    for user in _at(session, agent) if levels else ():
        changed.note(session, user, what, by, levels=levels)


def _at(session: Session, agent: Agent) -> Sequence[User]:
    """Whose desk it is."""
    return session.scalars(select(User).where(User.agent_id == agent.id)).all()


def switch_off(session: Session, user: User, by: User | None) -> None:
    """They are logged out everywhere, offline, and cannot log in. A call in hand they may end."""
    _somebody_remains(session, user)
    if user.active:
        changed.note(session, user, "off", by)
    user.active = False
    _log_out(session, user)
    if user.agent_id is not None:
        presence.set_presence(session, user.agent_id, "offline", by=by.name if by else "")
    _told(session, user)


def switch_on(session: Session, user: User, by: User | None) -> None:
    """They can log in again, by the password that they had."""
    if not user.active:
        changed.note(session, user, "on", by)
    user.active = True
    _told(session, user)


def new_password(session: Session, user: User, by: User | None) -> str:
    """A generated one; the old one is worth nothing, and whoever had logged in by it is logged out."""
    password = passwords.made()
    set_password(session, user, password, by)
    return password


def set_password(session: Session, user: User, password: str, by: User | None, here: int = 0) -> None:
    """The one that they have chosen. They are logged out everywhere but in the session `here`."""
    user.password_hash = passwords.hashed(password)
    changed.note(session, user, "password", by)
    _log_out(session, user, here)


def _log_out(session: Session, user: User, but: int = 0) -> None:
    theirs = select(LoginSession.id).where(LoginSession.user_id == user.id, LoginSession.id != but)
    for session_id in session.scalars(theirs).all():
        signal(session, ended(session_id), "ended")
    session.execute(delete(LoginSession).where(LoginSession.user_id == user.id, LoginSession.id != but))


def _somebody_remains(session: Session, user: User) -> None:
    """Raises Refused for the last one who could let others in. The rows are held: two who switch each other off at the
    same moment do so one after the other, and the second one is refused."""
    # Written first, so that what is read afresh under the lock is all that there is.
    session.flush()
    above = session.scalars(
        select(User)
        .where(User.role.in_(ABOVE), User.active.is_(True))
        .order_by(User.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    if {each.id for each in above} == {user.id}:
        raise Refused(409, "last_supervisor", "Nobody else could let others in. Make another supervisor first.")


def _told(session: Session, user: User) -> None:
    """Supervisors' pages that show who works here read it again."""
    signal(session, "floor", "staff", user=user.id)
