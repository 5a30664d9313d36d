"""SIPp on both ends: the agents' phones and the callers, and what their message logs tell."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from config import ROOT

SCENARIOS = Path(__file__).parent / "scenarios"
AGENTS_PORT, CALLERS_PORT = 16061, 16062
MEDIA_PORTS = {AGENTS_PORT: 27800, CALLERS_PORT: 27900}
"""SIPp binds them and never reads or sends sound: what is measured is signalling, for both rivals alike."""

_HEAD = re.compile(r"^-{10,} (\d{4}-\d\d-\d\d)[T\s](\d\d:\d\d:\d\d\.\d+)Z?\s*$")
"""SIPp 3.6 and 3.7 write the moment in two ways."""
_WAY = re.compile(r"^\w+ message (sent|received)")


@dataclass(frozen=True)
class Message:
    """One SIP message as SIPp saw it. `at` is in seconds."""

    at: float
    sent: bool
    text: str

    @property
    def first(self) -> str:
        return self.text.partition("\n")[0].strip()

    @property
    def method(self) -> str:
        """INVITE, BYE, …, or the code of an answer."""
        words = self.first.split()
        return words[1] if words[0].startswith("SIP/") else words[0]

    def header(self, name: str) -> str:
        found = re.search(rf"^{name}\s*:\s*(.*?)\s*$", self.text, re.MULTILINE | re.IGNORECASE)
        return found[1] if found else ""

    @property
    def call_id(self) -> str:
        return self.header("Call-ID")

    @property
    def about(self) -> str:
        """The method that an answer answers."""
        return self.header("CSeq").rpartition(" ")[2]


class Sipp:
    """One running SIPp, whose messages are in `log`."""

    def __init__(self, folder: Path, scenario: str, local_port: int, remote: str, *options: object) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.log, self.errors = folder / f"{scenario}.messages", folder / f"{scenario}.errors"
        program = shutil.which("sipp") or ROOT / ".asterisk/bin/sipp"
        self.log.unlink(missing_ok=True)
        command: list[object] = [
            program,
            remote,
            "-sf",
            SCENARIOS / f"{scenario}.xml",
            "-i",
            "127.0.0.1",
            "-p",
            local_port,
        ]
        command += ["-mi", "127.0.0.1", "-mp", MEDIA_PORTS[local_port], "-nostdin", "-trace_msg", "-message_file"]
        command += [self.log, "-message_overwrite", "false", "-trace_err", "-error_file", self.errors, *options]
        self._screen = (folder / f"{scenario}.screen").open("wb")
        self._process = subprocess.Popen(
            [str(part) for part in command],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=self._screen,
            stderr=self._screen,
        )

    def wait(self, timeout: float) -> int:
        """The exit code: 0 says that every call went as the scenario has it. Raises TimeoutExpired."""
        return self._process.wait(timeout)

    @property
    def lives(self) -> bool:
        return self._process.poll() is None

    def stop(self) -> None:
        if self.lives:
            self._process.send_signal(signal.SIGKILL)
        self._process.wait()
        self._screen.close()

    def messages(self) -> Iterator[Message]:
        """Everything that it sent and received, in order."""
        at, sent = 0.0, False
        lines: list[str] = []
        for line in self.log.read_text(errors="replace").splitlines() if self.log.exists() else ():
            if head := _HEAD.match(line):
                if lines:
                    yield Message(at, sent, "\n".join(lines).strip())
                at, lines = datetime.fromisoformat(f"{head[1]} {head[2]}").timestamp(), []
            elif (way := _WAY.match(line)) and not lines:
                sent = way[1] == "sent"
            elif line or lines:
                lines.append(line)
        if lines:
            yield Message(at, sent, "\n".join(lines).strip())
