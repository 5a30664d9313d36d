"""One AGI conversation with a channel, over pyst2's AGI class.

What the library leaves open is closed here: it takes no part in signals and in standard error, quotes what it sends,
and tells a channel that is gone (Gone) from one that refuses a command (AGIError).
"""

from __future__ import annotations

import logging
import re
from typing import BinaryIO

from asterisk.agi import AGI, AGIAppError, AGIError

log = logging.getLogger(__name__)

__all__ = ["AGIError", "Channel", "Gone"]

_LINE_LIMIT = 2000
"""Asterisk reads a command into 2048 characters."""
RATE = {"wav": 8000, "wav16": 16000}
"""Samples a second of the formats that we record in."""
_END = re.compile(r"endpos=(\d+)")


class Gone(Exception):
    """The channel was hung up, or taken elsewhere. The event that says which comes by AMI."""


class Channel(AGI):  # type: ignore[misc]
    """A channel in the dialplan's AGI(): `env` says who it is, each method is one round trip."""

    def __init__(self, reads: BinaryIO, writes: BinaryIO) -> None:
        # The library's own __init__ would take over SIGHUP and write every line to standard error.
        self._reads, self._writes = reads, writes
        self.env: dict[str, str] = {}
        while line := self._line():
            key, _, value = line.partition(":")
            self.env[key.strip()] = value.strip()
        if "agi_uniqueid" not in self.env:
            raise Gone

    @property
    def uniqueid(self) -> str:
        return self.env["agi_uniqueid"]

    def argument(self, number: int) -> str:
        """Of AGI()'s own arguments, counted from 1."""
        return self.env.get(f"agi_arg_{number}", "")

    def set(self, name: str, value: str) -> None:
        self.ask("SET VARIABLE", name, value)

    def get(self, name: str) -> str:
        return self.ask("GET VARIABLE", name)[1]

    def evaluate(self, expression: str) -> str:
        """An expression of the dialplan: "${CALLERID(num)} ${TL_CALL}"."""
        return self.ask("GET FULL VARIABLE", expression)[1]

    def application(self, name: str, *arguments: object) -> None:
        """Run a dialplan application. An argument with a comma in it would be two, so it is refused."""
        texts = [str(argument) for argument in arguments]
        if any("," in text for text in texts):
            raise ValueError(f"{texts} has a comma")
        if self.ask("EXEC", name, ",".join(texts))[0] == "-2":
            raise AGIAppError(f"Asterisk has no application {name}")

    def record(self, stem: str, ending: str, finish_on: str, max_s: int, silence_s: int) -> tuple[float, bool]:
        """Record to `stem.ending`. Returns how many seconds, and whether the caller hung up, which keeps the file."""
        command = ("RECORD FILE", stem, ending, finish_on or "X", max_s * 1000, 0, f"s={silence_s}")
        self.send_command(*command)
        answer = self._line()
        end = _END.search(answer)
        if not end:
            raise Gone if "-1" in answer or not answer else AGIError(answer)
        return int(end[1]) / RATE[ending], "(hangup)" in answer

    def ask(self, *command: object) -> tuple[str, str]:
        """Send a command, each part quoted; return the result and the data behind it. Raises Gone, AGIError."""
        self.send_command(*command)
        answer = self._line()
        code, _, rest = answer.partition(" ")
        found = re.match(r"result=(\S*)(?: \((.*)\))?", rest)
        if code == "200" and found:
            if found[1] == "-1" or found[2] == "hangup":
                raise Gone
            return found[1], found[2] or ""
        if code == "511" or answer.startswith("HANGUP"):
            raise Gone
        raise AGIError(f"{command[0]}: {answer}")

    def send_command(self, command: object, *parts: object) -> None:
        line = " ".join([str(command), *(self._quote(part) for part in parts)])
        if len(line) > _LINE_LIMIT:
            raise AGIError(f"{command}: longer than Asterisk reads")
        log.debug("%s > %s", self.env.get("agi_uniqueid"), line)
        try:
            self._writes.write(line.encode() + b"\n")
            self._writes.flush()
        except OSError as fault:
            raise Gone from fault

    def _quote(self, string: object) -> str:
        text = str(string)
        if any(letter in text for letter in "\r\n\0"):
            raise ValueError(f"{text!r} has a line break, which AGI would take for another command")
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'

    def _line(self) -> str:
        """The next line without its end; the end of the connection is the end of the channel."""
        try:
            data = self._reads.readline(65536)
        except OSError as fault:
            raise Gone from fault
        if not data:
            raise Gone
        line = data.decode(errors="replace").rstrip("\r\n")
        log.debug("%s < %s", self.env.get("agi_uniqueid"), line)
        if line == "HANGUP":
            raise Gone
        return line
