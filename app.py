"""Threadline's front door: the commands.

run          everything on one machine
web          the site alone         }
switch       beside each Asterisk   } several processes share one PostgreSQL: set DATABASE_URL
worker       recordings and mail    }
simulate     talk to a flow by text
flow         check FILE | test FILE TEST… | export KEY | import FILE
transcribe   FILE.wav [--language en] → JSON
mail parse   FILE.eml → JSON
user         add LOGIN --name NAME --role agent|supervisor|admin | password LOGIN | list | off LOGIN | on LOGIN
staffing     how many agents a line needs, by Erlang C and Erlang A → JSON
erase-again  after a backup was brought back: erase once more whom the manifests in var/erasures name
twilio setup point the account's number at us; `twilio doctor` calls every webhook as Twilio would
"""

from __future__ import annotations

import atexit
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Sequence
from functools import partial
from urllib.parse import urlsplit

from flask import Flask

import demo
import first_start
import migrations
from acd import staffing
from channels import mail_cli
from config import Config, ConfigError
from db import Database
from hotline import cli as flow_cli
from house import House
from telephony.asterisk.process import AsteriskProcess
from telephony.simulator import console
from telephony.twilio import commands as twilio_commands
from timeline import addresses
from transcripts import cli as transcribe
from web import erase_cli, user_cli
from web.server import Server

EVERYTHING = ("web", "switch", "worker")
ENDINGS = (signal.SIGINT, signal.SIGTERM)


def create_app(config: Config | None = None, parts: Sequence[str] = ("web",)) -> Flask:
    """The web application, as any WSGI server wants it; with `parts` it also does that work in this process."""
    house = House(config or Config.from_env())
    atexit.register(house.end)
    return _opened(house, parts)


def _opened(house: House, parts: Sequence[str]) -> Flask:
    house.start(parts)
    return house.site()


SWITCH_INTERVAL_S = 0.0005
"""How long a thread may hold Python while others want it. Each statement gives it up while the database works: with the
usual 5 ms a step of twenty statements would wait twenty times as long for threads in the midst of something."""


class Discreet(logging.Formatter):
    """Log lines leave this house for places where nobody erases: they name no customer's address, faults included."""

    def format(self, record: logging.LogRecord) -> str:
        return addresses.hidden(super().format(record))


def serve(parts: tuple[str, ...], _argv: list[str]) -> int:
    """Start these parts and stay until Ctrl-C."""
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    # Until the parts have their own way to stop, a signal unwinds what has been started so far.
    for number in ENDINGS:
        signal.signal(number, _interrupt)
    config = Config.from_env()
    logging.basicConfig(level=logging.INFO)
    for handler in logging.getLogger().handlers:
        handler.setFormatter(Discreet("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    for talkative in ("mail.log", "alembic.runtime.migration"):
        logging.getLogger(talkative).setLevel(logging.WARNING)
    if parts != EVERYTHING and config.sqlite:
        raise ConfigError("Parts in processes of their own need one PostgreSQL: set DATABASE_URL, or use `run`.")
    _look_at_ports(config, parts)
    database = Database(config.database_url)
    migrations.upgrade(database)
    people = _who_is_here(database, config, parts)
    database.engine.dispose()
    asterisk, owner = _asterisk(config, parts), os.getpid()
    try:
        if asterisk:
            asterisk.start()
        if "web" in parts:
            house = House(config)
            Server(config, partial(_opened, house, parts), partial(_greet, config, people), house.end).run()
        else:
            _stay(House(config), parts)
    finally:
        # The web server's worker leaves through here as well, and Asterisk is not its to stop.
        if asterisk and os.getpid() == owner:
            asterisk.stop()
    return 0


def _asterisk(config: Config, parts: Sequence[str]) -> AsteriskProcess | None:
    return AsteriskProcess(config) if config.asterisk and "switch" in parts else None


def _interrupt(_number: int, _frame: object) -> None:
    """The first signal unwinds us; a second one must not end the unwinding, which takes a few seconds at most."""
    for number in ENDINGS:
        signal.signal(number, lambda *_: None)
    raise KeyboardInterrupt


def _stay(house: House, parts: Sequence[str]) -> None:
    """Work without a site until somebody says stop."""
    said = threading.Event()
    for number in ENDINGS:
        signal.signal(number, lambda *_: said.set())
    try:
        house.start(parts)
        said.wait()
    finally:
        house.end()


def _look_at_ports(config: Config, parts: Sequence[str]) -> None:
    """A port that is taken is told in one sentence, before anything has started."""
    wanted = [(config.host, config.port, "PORT", "web"), (*config.smtp_listen, "SMTP_LISTEN", "worker")]
    if config.asterisk:
        wanted.append(("127.0.0.1", config.agi_port, "AGI_PORT", "switch"))
        wanted.append(("127.0.0.1", config.speech_port, "SPEECH_PORT", "switch"))
    for host, port, name, part in wanted:
        if part not in parts:
            continue
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as fault:
                why = f"{host}:{port} cannot be used ({fault.strerror})"
                raise ConfigError(f"{why}. Stop what uses it, or set {name} to another one.") from fault


def _who_is_here(database: Database, config: Config, parts: Sequence[str]) -> list[str]:
    """The demo company, or what a house without it begins with. Returns the lines that say how to log in."""
    if config.demo:
        logins = demo.seed(database, config.var)
        return [f"{login:<24} {logins[login]:<16} {role}" for login, _, role, _ in demo.PEOPLE if login in logins]
    if "web" not in parts:
        # Only the site says how to log in, and this is said once.
        return []
    logins = first_start.begin(database, config.var, config.company, config.twilio_number or "")
    kept = config.var / first_start.KEPT
    note = f"shown this once, and kept in {kept} until you delete it"
    return [f"{login:<24} {password:<16} {note}" for login, password in logins.items()]


def _greet(config: Config, people: list[str]) -> None:
    """Where to go, and how to log in."""
    url = config.public_url
    host = urlsplit(url).hostname
    smtp_host, smtp_port = config.smtp_listen
    places = {
        "Agents and supervisors": f"{url}/",
        "Test phone": f"{url}/phone",
        "A website with the chat": f"{url}/visitor",
        **({"Any SIP phone": f"sip:hotline@{host}:{config.sip_port}"} if config.asterisk else {}),
        **({"Any telephone": config.twilio_number} if config.twilio_number else {}),
        "Email": f"{config.mail_address}, to {smtp_host}:{smtp_port}",
    }
    lines = [f"  {what:<24} {where}" for what, where in places.items()]
    people = [*(f"  {line}" for line in people), ""] if people else []
    print(
        "\n".join(["", "  Threadline is ready.", "", *lines, "", *people, "  Ctrl-C stops everything.", ""]),
        flush=True,
    )


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "run": partial(serve, EVERYTHING),
    "web": partial(serve, ("web",)),
    "switch": partial(serve, ("switch",)),
    "worker": partial(serve, ("worker",)),
    "simulate": lambda argv: console.main(argv, sys.stdin, sys.stdout),
    "flow": flow_cli.main,
    "transcribe": transcribe.main,
    "mail": mail_cli.main,
    "user": user_cli.main,
    "staffing": staffing.main,
    "erase-again": erase_cli.main,
    "twilio": twilio_commands.main,
}


def main(argv: Sequence[str]) -> int:
    """Run one command. What is wrong with the set-up is one sentence, not a stack trace."""
    command = COMMANDS.get(argv[0]) if argv else None
    if command is None:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        return command(list(argv[1:]))
    except ConfigError as fault:
        print(f"Threadline cannot start: {fault}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 128 + signal.SIGINT


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
