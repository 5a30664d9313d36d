"""Asterisk as our child: started, watched, started again when it dies, and stopped at the end.

When *we* die, it goes on with its live calls, and the next of us adopts it: it is ours if it lets us in with our
secret. So it runs in a session of its own, and nothing ties its life to ours but `stop()`.
"""

from __future__ import annotations

import logging
import os
import select
import signal
import socket
import subprocess
import threading
import time
from pathlib import Path

from config import Config, ConfigError
from telephony.asterisk.ami import Ami
from telephony.asterisk.configuration import AMI_USER, Installation, Layout, ami_secret, render
from telephony.asterisk.wire import Packet
from telephony.port import SwitchFault
from telephony.prompts import PromptFault

log = logging.getLogger(__name__)

BOOT_S = 30.0
BACK_OFF_S = (0.2, 1.0, 2.0, 5.0, 10.0)
STEADY_S = 60.0
"""One that lived for so long did not fail to start: the next death is the first again."""


class AsteriskProcess:
    """`start()` returns when Asterisk is ready for calls, or raises ConfigError in one sentence. Then it is watched."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._layout = Layout(config)
        self._stop = threading.Event()
        self._birth = threading.Lock()
        """Held while one is born, and while we decide to stop: none is born after that, nor missed by it."""
        self._watch: threading.Thread | None = None
        self._pid = 0
        self.adopted = False

    @property
    def pid(self) -> int:
        return self._pid

    def start(self) -> None:
        installation = Installation.find(self._config)
        try:
            changed = render(self._config, installation)
        except PromptFault as fault:
            raise ConfigError(str(fault)) from fault
        self._pid = self._adopt(changed) or self._launch(installation)
        self._watch = threading.Thread(target=self._keep, args=(installation,), name="asterisk", daemon=True)
        self._watch.start()

    def stop(self) -> None:
        """End Asterisk and every call in it. Nothing is left behind."""
        with self._birth:
            self._stop.set()
        if self._pid:
            end(self._pid)
        if self._watch:
            self._watch.join(10)

    def _adopt(self, changed: bool) -> int:
        """The process id of an Asterisk of ours that is running already, or 0."""
        pid = _read_pid(self._layout.run / "asterisk.pid")
        if not pid or not _runs(pid) or str(self._layout.main) not in _command(pid):
            return 0
        try:
            with _Visit(self._config) as visit:
                visit.ami.act("Ping")
                if changed:
                    visit.ami.act("Reload")
        except SwitchFault:
            # It runs and does not answer to us: other settings, or it hangs. It is ours by its pid file.
            log.warning("an Asterisk of ours (process %d) does not answer; starting another", pid)
            end(pid)
            return 0
        log.info("adopted the running Asterisk, process %d", pid)
        self.adopted = True
        return pid

    def _launch(self, installation: Installation) -> int:
        for fault in self._ports_in_use():
            raise ConfigError(fault)
        started = self._layout.log / "start.log"
        with self._birth, started.open("wb") as out:
            if self._stop.is_set():
                raise ConfigError("Asterisk was not started: we are stopping.")
            child = subprocess.Popen(  # noqa: S603 - our own program
                [installation.program, "-C", self._layout.main, "-f"],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                cwd=self._layout.home,
            )
            self._pid = child.pid
        threading.Thread(target=child.wait, name="asterisk-reaper", daemon=True).start()
        deadline = time.monotonic() + BOOT_S
        with _Visit(self._config) as visit:
            while time.monotonic() < deadline and child.returncode is None and not self._stop.is_set():
                if visit.booted.wait(0.05):
                    return child.pid
        end(child.pid)
        raise ConfigError(f"Asterisk did not start; {started} and {self._layout.log / 'messages.log'} say why.")

    def _ports_in_use(self) -> list[str]:
        config, faults = self._config, []
        tried = [
            (config.host, config.sip_port, socket.SOCK_DGRAM, "SIP_PORT"),
            (config.host, config.sip_port, socket.SOCK_STREAM, "SIP_PORT"),
            ("127.0.0.1", config.ami_port, socket.SOCK_STREAM, "AMI_PORT"),
            ("127.0.0.1", config.asterisk_http_port, socket.SOCK_STREAM, "ASTERISK_HTTP_PORT"),
        ]
        for host, port, kind, setting in tried:
            family = socket.AF_INET6 if ":" in host else socket.AF_INET
            with socket.socket(family, kind) as probe:
                if kind == socket.SOCK_STREAM:
                    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    probe.bind((host, port))
                except OSError as fault:
                    what = "UDP port" if kind == socket.SOCK_DGRAM else "port"
                    faults.append(f"{what} {port} cannot be used ({fault.strerror}): free it, or set {setting}.")
        return faults

    def _keep(self, installation: Installation) -> None:
        deaths, born = 0, time.monotonic()
        while not self._stop.is_set():
            if not _ended(self._pid, 0.5):
                continue
            if self._stop.is_set():
                return
            deaths = 0 if time.monotonic() - born > STEADY_S else deaths
            log.error("Asterisk ended; starting it again")
            self._stop.wait(BACK_OFF_S[min(deaths, len(BACK_OFF_S) - 1)])
            deaths += 1
            try:
                born = time.monotonic()
                self._pid = self._launch(installation)
            except ConfigError as fault:
                if not self._stop.is_set():
                    log.error("%s", fault)


class _Visit:
    """A short AMI connection: is it there, is it ours, is it ready?"""

    def __init__(self, config: Config) -> None:
        self.booted = threading.Event()
        self.ami = Ami("127.0.0.1", config.ami_port, AMI_USER, ami_secret(config), self._hear)

    def _hear(self, event: Packet) -> None:
        """Asterisk says it at the login if it has booted already, else when it has."""
        if event["Event"] == "FullyBooted":
            self.booted.set()

    def __enter__(self) -> _Visit:
        self.ami.start()
        return self

    def __exit__(self, *_fault: object) -> None:
        self.ami.stop()


def end(pid: int, patience_s: float = 5.0) -> None:
    """SIGTERM to the process's group; SIGKILL if that is not enough. Its ports are free when this returns."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(pid, number)
        except ProcessLookupError:
            return
        if _ended(pid, patience_s):
            return


def _ended(pid: int, within_s: float) -> bool:
    """Wait for the end of a process's last thread; the first may be a zombie long before, with all sockets open."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([handle], [], [], within_s)[0])
    finally:
        os.close(handle)


def _read_pid(file: Path) -> int:
    try:
        return int(file.read_text())
    except (OSError, ValueError):
        return 0


def _runs(pid: int) -> bool:
    """Whether the process lives; one that ended and was not collected yet does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (OSError, IndexError):
        return False


def _command(pid: int) -> str:
    """Its command line: a number in an old file may belong to somebody else by now."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text(errors="replace").replace("\0", " ")
    except OSError:
        return ""
