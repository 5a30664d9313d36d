"""`python app.py user …`: who may log in, from the machine itself. Each command says in a sentence what it did."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

import migrations
from config import Config
from db import Database
from web import staff
from web.errors import Refused
from web.guard import STAFF
from web.models import User


def main(argv: Sequence[str]) -> int:
    """Run `user …` with the words after it; returns the exit status."""
    asked = _parser().parse_args(argv)
    database = Database(Config.from_env().database_url)
    migrations.upgrade(database)
    try:
        with database.transaction() as session:
            lines = COMMANDS[asked.command](session, asked)
    except Refused as fault:
        print(fault, file=sys.stderr)
        return 1
    finally:
        database.engine.dispose()
    # Nobody is told of what might have been rolled back.
    print("\n".join(lines))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="app.py user", description="Who may log in.")
    commands = parser.add_subparsers(dest="command", required=True)
    adding = commands.add_parser("add", help="somebody new, with a generated password")
    adding.add_argument("login", metavar="LOGIN")
    adding.add_argument("--name", required=True, help="as colleagues and customers read it")
    adding.add_argument("--role", choices=STAFF, default="agent", help="(default: %(default)s)")
    commands.add_parser("list", help="everybody")
    for command, about in (
        ("password", "a new generated password; the old one is worth nothing"),
        ("off", "logged out everywhere, offline, and cannot log in"),
        ("on", "can log in again"),
    ):
        commands.add_parser(command, help=about).add_argument("login", metavar="LOGIN")
    return parser


def _add(session: Session, asked: argparse.Namespace) -> list[str]:
    user, password = staff.add(session, asked.login, asked.name.strip() or asked.login, asked.role, by=None)
    return [f"{user.name} can log in as {user.login}, {_ROLES[user.role]}. The password, shown this once: {password}"]


def _password(session: Session, asked: argparse.Namespace) -> list[str]:
    user = _named(session, asked.login)
    password = staff.new_password(session, user, by=None)
    return [f"{user.login} is logged out everywhere. The new password, shown this once: {password}"]


def _off(session: Session, asked: argparse.Namespace) -> list[str]:
    user = _named(session, asked.login)
    staff.switch_off(session, user, by=None)
    return [f"{user.login} is switched off: logged out everywhere, offline, and cannot log in."]


def _on(session: Session, asked: argparse.Namespace) -> list[str]:
    user = _named(session, asked.login)
    staff.switch_on(session, user, by=None)
    return [f"{user.login} can log in again, by the password that they had."]


def _list(session: Session, _asked: argparse.Namespace) -> list[str]:
    users = session.scalars(select(User).order_by(User.login)).all()
    if not users:
        return ["Nobody can log in yet. Add somebody: python app.py user add LOGIN --name NAME --role supervisor"]
    return [f"{user.login:<24} {user.role:<12} {user.name}{'' if user.active else '  (off)'}" for user in users]


_ROLES = {"agent": "an agent", "supervisor": "a supervisor", "admin": "an administrator"}

COMMANDS: dict[str, Callable[[Session, argparse.Namespace], list[str]]] = {
    "add": _add,
    "password": _password,
    "list": _list,
    "off": _off,
    "on": _on,
}


def _named(session: Session, login: str) -> User:
    user = session.scalar(select(User).where(User.login == login.strip().lower()))
    if user is None:
        raise Refused(404, "not_found", f"Nobody logs in as {login}. `python app.py user list` names everybody.")
    return user
