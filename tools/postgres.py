"""A throw-away PostgreSQL for the tests: `with postgres() as url: ...`.

It runs on the machine's own server programs of version 13 or newer, or on those that the pgserver wheel carries; in
a temporary folder, reached through a socket in that folder alone, and is gone when the block ends.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

OLDEST = 13
NO_DURABILITY = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"
"""Nothing here has to survive a crash, and the tests run several times quicker."""


class NoPostgres(Exception):
    """There is no server to be had, or it does not start. The text says which, and what to do."""


@contextmanager
def postgres() -> Iterator[str]:
    """Start a server with one empty database and yield its SQLAlchemy URL; stop and erase it at the end.

    The URL's user may create further databases. Raises NoPostgres.
    """
    programs, user = find_programs(), server_user()
    folder = Path(tempfile.mkdtemp(prefix="threadline-pg-"))
    try:
        if user is not None:
            shutil.chown(folder, user)
        data, log = folder / "data", folder / "log"
        _call(
            user, programs / "initdb", "-D", data, "-U", "threadline", "-A", "trust", "-E", "UTF8", "--no-locale", "-N"
        )
        listen = f"-c listen_addresses='' -c unix_socket_directories='{folder}' {NO_DURABILITY}"
        _call(user, programs / "pg_ctl", "start", "-D", data, "-l", log, "-o", listen, "-w")
        try:
            yield f"postgresql+psycopg://threadline@/postgres?host={quote(str(folder), safe='')}"
        finally:
            _call(user, programs / "pg_ctl", "stop", "-D", data, "-m", "immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def find_programs() -> Path:
    """The folder of initdb and pg_ctl: the machine's newest, else the wheel's. Raises NoPostgres."""
    folders = list(Path("/usr/lib/postgresql").glob("*/bin"))
    if on_path := shutil.which("pg_ctl"):
        folders.append(Path(on_path).resolve().parent)
    newest = max(((_version(folder), folder) for folder in folders), default=None)
    if newest and newest[0] >= OLDEST:
        return newest[1]
    wheel = importlib.util.find_spec("pgserver")
    if wheel and wheel.origin:
        return Path(wheel.origin).parent / "pginstall" / "bin"
    raise NoPostgres(f"No PostgreSQL {OLDEST} or newer: install the package postgresql, or pgserver by pip.")


def server_user() -> str | None:
    """Who runs the server: PostgreSQL refuses root, so root lends it to an ordinary account; else None, oneself."""
    if os.geteuid() != 0:
        return None
    known = {account.pw_name for account in pwd.getpwall()}
    for name in ("postgres", "nobody"):
        if name in known:
            return name
    raise NoPostgres(
        "PostgreSQL refuses to run as root, and there is no account postgres or nobody: run as another user."
    )


def _version(folder: Path) -> int:
    """The server's major version; 0 where its programs are missing or do not run."""
    try:
        said = subprocess.run([folder / "pg_ctl", "--version"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return 0
    number = re.search(r"\d+", said)
    return int(number.group()) if number and (folder / "initdb").exists() else 0


def _call(user: str | None, program: Path, *arguments: str | Path) -> None:
    """Run one of the server's programs as `user`. Its words go to a file: a server that it leaves behind would
    keep a pipe open for ever."""
    with tempfile.TemporaryFile("w+") as words:
        called = subprocess.run(
            [program, *arguments],
            user=user,
            group=pwd.getpwnam(user).pw_gid if user else None,
            extra_groups=[] if user else None,
            cwd="/",
            env={**os.environ, "LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            stdout=words,
            stderr=subprocess.STDOUT,
            check=False,
        )
        if called.returncode:
            words.seek(0)
            raise NoPostgres(f"{program.name} failed: {words.read().strip()}")
