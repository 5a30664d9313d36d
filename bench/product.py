"""Ours, as it is sold: `python app.py run` in a folder of its own, with agents, a queue and a flow to measure with."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import migrations
from acd.models import Agent, Queue
from bench import processes
from config import ROOT, Config
from db import Database, now
from hotline.models import FlowVersion, Hotline
from web.models import User
from web.passwords import hashed

PASSWORD = "for measurements only"
STRAIGHT_TO_THE_LINE = {
    "name": "Bench",
    "languages": ["en"],
    "start": "line",
    "nodes": [{"key": "line", "kind": "to_queue", "queue": "bench"}],
}
_STARTS_S, _STOPS_S = 60, 15


@dataclass
class Product:
    """A running house. `agents` are the ids of its agents; their logins are `agent-<id>`."""

    config: Config
    db: Database
    process: subprocess.Popen[bytes]
    agents: list[int]
    log: Path

    @property
    def asterisk(self) -> list[int]:
        return processes.family(int((self.config.var / "asterisk/run/asterisk.pid").read_text()))

    @property
    def ours(self) -> list[int]:
        """Our own processes: all but Asterisk, which is our child."""
        switch = set(self.asterisk)
        return [pid for pid in processes.family(self.process.pid) if pid not in switch]


def environment(var: Path) -> dict[str, str]:
    """Ports of the measurements' own. Nothing is recognised, so that no model is asked for on the network."""
    return {
        "THREADLINE_VAR": str(var),
        "PORT": "16080",
        "SIP_PORT": "16060",
        "AMI_PORT": "16038",
        "AGI_PORT": "16573",
        "SPEECH_PORT": "16574",
        "ASTERISK_HTTP_PORT": "16088",
        "RTP_PORTS": "26000-26899",
        "SMTP_LISTEN": "127.0.0.1:16025",
        "RECOGNIZERS": "0",
        "DEMO": "0",
    }


@contextmanager
def product(
    var: Path, agents: int, flow: dict[str, Any] = STRAIGHT_TO_THE_LINE, settings: dict[str, str] | None = None
) -> Iterator[Product]:
    """Start everything and wait until it answers; stop it and all its children at the end."""
    env = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "ASTERISK_HOME")}
    env |= environment(var) | (settings or {})
    config = Config.from_env(env)
    db = Database(config.database_url)
    migrations.upgrade(db)
    ids = _furnish(db, agents, flow)
    log = var / "run.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, str(ROOT / "app.py"), "run"],
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            cwd=ROOT,
            start_new_session=True,
        )
    try:
        _wait_until_ready(process, log, config)
        yield Product(config, db, process, ids, log)
    finally:
        _stop(process, var)
        db.engine.dispose()


def _furnish(db: Database, agents: int, flow: dict[str, Any]) -> list[int]:
    moment, password_hash = now(), hashed(PASSWORD)
    with db.transaction() as session:
        session.add(Queue(key="bench", names={"en": "Bench"}, skills={}, ring_s=20, wrap_up_s=0))
        session.add(FlowVersion(flow_key="main", number=1, definition=flow, published_at=moment))
        session.add(Hotline(address="hotline", name="Bench", flow_key="main", is_default=True, hours={}))
        people = [Agent(name=f"Agent {n}", skills={}, presence_at=moment) for n in range(1, agents + 1)]
        session.add_all(people)
        session.flush()
        for agent in people:
            login = f"agent-{agent.id}"
            user = User(login=login, name=agent.name, role="agent", agent_id=agent.id, created_at=moment)
            user.password_hash = password_hash
            session.add(user)
        return [agent.id for agent in people]


def _wait_until_ready(process: subprocess.Popen[bytes], log: Path, config: Config) -> None:
    deadline = time.monotonic() + _STARTS_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{config.public_url}/api/v1/session", timeout=2):
                return
        except urllib.error.HTTPError:
            return  # Nobody is logged in, says the house: it is there.
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"the product did not start:\n{log.read_text(errors='replace')[-3000:]}")


def _stop(process: subprocess.Popen[bytes], var: Path) -> None:
    family = processes.family(process.pid)
    process.send_signal(signal.SIGINT)
    try:
        process.wait(_STOPS_S)
    except subprocess.TimeoutExpired:
        print(f"  the product did not stop within {_STOPS_S} s of Ctrl-C", flush=True)
    left = [pid for pid in family if processes.command(pid).find(str(var)) >= 0 or pid == process.pid]
    for pid in left:
        if processes.command(pid):
            print(f"  process {pid} was left behind and is ended: {processes.command(pid)[:100]}", flush=True)
            os.kill(pid, signal.SIGKILL)
    process.wait()


def call(config: Config, method: str, path: str, body: object = None, headers: dict[str, str] | None = None) -> Any:
    """One request to the product's REST interface; the answer's JSON (None where there is none) and its headers."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{config.public_url}{path}", data, headers or {}, method=method)
    request.add_header("Content-Type", "application/json")
    with urllib.request.urlopen(request, timeout=20) as answer:
        read = answer.read()
        return (json.loads(read) if read else None), answer.headers
