"""The rival: the same Asterisk with the same settings, in which its own dialplan and app_queue do the work."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench import processes
from bench.sipp import AGENTS_PORT
from config import Config
from telephony.asterisk.ami import Ami
from telephony.asterisk.configuration import AMI_USER, Installation, Layout, ami_secret, render
from telephony.asterisk.process import end
from telephony.asterisk.wire import Packet

DIALPLAN = """
[general]
static = yes
autofallthrough = yes

[hotline]
exten => hotline,1,Answer()
 same => n,Queue(bench)
 same => n,Hangup()

exten => menu,1,Answer()
 same => n,Goto(menu,s,1)

[agents]

[menu]
exten => s,1,NoOp()
 same => n(ask),Background({tones}/question)
 same => n,WaitExten(10)
 same => n,Goto(ask)
exten => 1,1,Goto(s,ask)
"""

QUEUE = """
[general]
autofill = yes
persistentmembers = no
shared_lastcall = no

[bench]
strategy = leastrecent
timeout = 20
retry = 1
wrapuptime = 0
ringinuse = no
autopause = no
joinempty = yes
leavewhenempty = no
announce-frequency = 0
"""

_AGENT = """
[agent-{n}]
type = endpoint
context = agents
disallow = all
allow = ulaw
direct_media = no
rtp_timeout = 30
aors = agent-{n}

[agent-{n}]
type = aor
contact = sip:agent-{n}@127.0.0.1:{port}
"""


@contextmanager
def rival(var: Path, agents: int, tones: Path | None = None) -> Iterator[Asterisk]:
    """Start it, ready for calls; stop it at the end. Its dialplan's menu plays `question` out of the folder `tones`."""
    config = Config(
        var=var,
        database_url="sqlite://",
        secret_key="unused",
        sip_port=16160,
        ami_port=16138,
        asterisk_http_port=16188,
        rtp_ports=(26900, 27799),
    )
    installation, layout = Installation.find(config), Layout(config)
    render(config, installation)
    numbers = range(1, agents + 1)
    (layout.etc / "extensions.conf").write_text(DIALPLAN.format(tones=tones or var))
    (layout.etc / "queues.conf").write_text(QUEUE + "".join(f"member => PJSIP/agent-{n}\n" for n in numbers))
    with (layout.etc / "pjsip.conf").open("a") as pjsip:
        pjsip.write("".join(_AGENT.format(n=n, port=AGENTS_PORT) for n in numbers))
    with (layout.etc / "modules.conf").open("a") as modules:
        modules.write("load = app_queue.so\n")
    with (layout.log / "start.log").open("wb") as out:
        process = subprocess.Popen(
            [installation.program, "-C", layout.main, "-f"],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,
            cwd=layout.home,
        )
    try:
        _wait_until_booted(config, process)
        yield Asterisk(config, process.pid)
    finally:
        end(process.pid)
        process.wait()


class Asterisk:
    def __init__(self, config: Config, pid: int) -> None:
        self.config, self._pid = config, pid

    @property
    def processes(self) -> list[int]:
        return processes.family(self._pid)


def _wait_until_booted(config: Config, process: subprocess.Popen[bytes]) -> None:
    booted = threading.Event()

    def hear(event: Packet) -> None:
        if event["Event"] == "FullyBooted":
            booted.set()

    ami = Ami("127.0.0.1", config.ami_port, AMI_USER, ami_secret(config), hear)
    ami.start()
    try:
        for _ in range(300):
            if booted.wait(0.1):
                return
            if process.poll() is not None:
                break
        raise RuntimeError(f"the rival's Asterisk did not start; see {config.var}/asterisk/log")
    finally:
        ami.stop()
