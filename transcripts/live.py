"""Live recognition: voices go in as they are spoken, words come out while they are.

Each language has a process of its own with its model, which holds many streams. A process that crashes takes only
what it was hearing with it, and starts anew for the next voice. One that cannot keep up is given no more voices, and
a voice that it falls behind with is let go of: words that come late are of no use to a caller.
"""

from __future__ import annotations

import json
import logging
import os
import queue
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from itertools import count
from multiprocessing.connection import Connection, Pipe

from transcripts.engines import Choice, Models, live, plain
from transcripts.process import ROOT
from transcripts.recognizer import NoRecognizer, RecognizerDied, RecognizerFault, Said, Word

log = logging.getLogger(__name__)

STREAMS = 32
"""Voices that one process hears at a time."""
WAITING = 1000
"""Messages that wait for a process at most; a voice is one to ten a second."""
HUNG_S = 10.0
"""A process that has read nothing for so long while something waits is ended."""
AGAIN_S = 30.0
"""So long a language whose process ended early stays without one."""

HEAD = struct.Struct("<cId")
OPEN, AUDIO, CLOSE = b"o", b"a", b"c"
"""What a message begins with: see `transcripts.live_child`, which this process does not import, for Vosk with it."""
Tell = Callable[[Said | RecognizerFault], None]
"""Called in a thread of the recognizer, one after another; a fault is the last that a stream tells."""


class Live:
    """Every language that has a live recognizer. Threads may share it.

    `choose` says which engine and model hears a language; `nice` (0 to 19) how far its processes stand back for others.
    """

    def __init__(
        self,
        models: Models,
        module: str = "transcripts.live_child",
        choose: Callable[[str, Models], Choice | None] = live,
        nice: int = 0,
    ) -> None:
        self._models, self._module, self._choose, self._nice = models, module, choose, nice
        self._processes: dict[str, _Process] = {}
        self._lock = threading.Lock()

    def languages(self, wanted: Iterable[str]) -> list[str]:
        """Those of the wanted languages in which a caller can be understood."""
        return [language for language in wanted if self._choose(language, self._models)]

    def warm(self, languages: Iterable[str]) -> None:
        """Begin to load the models of these languages, so that the first caller does not find one still loading."""
        for language in self.languages(languages):
            self._process(language)

    def ready(self, language: str) -> bool:
        """Whether a voice would be heard now."""
        process = self._processes.get(plain(language))
        return process is not None and process.ready

    def open(self, language: str, rate: int, phrases: Sequence[str] | None, tell: Tell) -> Stream:
        """Hear a voice of `rate` samples a second; with `phrases`, only these and whatever is unknown.

        Raises NoRecognizer where none is here or ready, RecognizerFault where it has enough to do.
        """
        return self._process(language).open(rate, phrases, tell)

    def voices(self) -> int:
        """How many are being heard."""
        return sum(process.voices for process in self._processes.values())

    def pids(self) -> list[int]:
        """The processes that hear, at present."""
        return [process.pid for process in self._processes.values() if not process.over]

    def close(self) -> None:
        with self._lock:
            processes = list(self._processes.values())
            self._processes.clear()
        for process in processes:
            process.close()

    def _process(self, language: str) -> _Process:
        choice = self._choose(language, self._models)
        if choice is None:
            raise NoRecognizer(f"There is no live recognizer for the language {language}.")
        with self._lock:
            process = self._processes.get(choice.language)
            if process is None or (process.over and process.born + AGAIN_S < time.monotonic()):
                process = self._processes[choice.language] = _Process(choice, self._module, self._nice)
        return process


class Stream:
    """One voice that is being heard. `close` it, or use it in `with`."""

    def __init__(self, process: _Process, number: int) -> None:
        self._process, self._number = process, number

    def feed(self, frames: bytes) -> None:
        """16-bit little-endian mono samples, any number of them. Never waits."""
        self._process.put(AUDIO, self._number, frames)

    def close(self) -> None:
        self._process.forget(self._number)

    def __enter__(self) -> Stream:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _Process:
    """One child with one model."""

    def __init__(self, choice: Choice, module: str, nice: int) -> None:
        self.born = self._moved = time.monotonic()
        self.over = False
        self._loaded = self._behind = False
        self._choice = choice
        self._numbers = count(1)
        self._tells: dict[int, Tell] = {}
        self._lock = threading.Lock()
        self._out: queue.Queue[bytes | None] = queue.Queue(WAITING)
        ours, theirs = Pipe()
        self._connection = ours
        self._child = subprocess.Popen(  # noqa: S603 our own module, a number
            [sys.executable, "-m", module, str(theirs.fileno())],
            cwd=ROOT,
            env=os.environ | {"OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)},
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for us, who end it: it ends by itself when we are gone.
        )
        theirs.close()
        os.setpriority(os.PRIO_PROCESS, self._child.pid, nice)
        model = {"folder": str(choice.folder), "model": choice.model, "language": choice.language}
        self._out.put(json.dumps(model).encode())
        for work in (self._write, self._read):
            threading.Thread(target=work, args=(ours,), name=f"live-{choice.language}", daemon=True).start()

    @property
    def ready(self) -> bool:
        return self._loaded and not self.over

    @property
    def voices(self) -> int:
        return len(self._tells)

    @property
    def pid(self) -> int:
        return self._child.pid

    def open(self, rate: int, phrases: Sequence[str] | None, tell: Tell) -> Stream:
        if not self.ready:
            raise NoRecognizer(f"The live recognizer of {self._choice.language} is not ready.")
        with self._lock:
            if not self._out.empty() and self._moved + HUNG_S < time.monotonic():
                log.error("the live recognizer of %s hangs; it is ended", self._choice.language)
                self._child.kill()
            if self._behind or self._out.qsize() > WAITING // 2 or len(self._tells) >= STREAMS:
                raise RecognizerFault(f"The live recognizer of {self._choice.language} has enough to do.")
            number = next(self._numbers)
            self._tells[number] = tell
        how = {"rate": rate, "phrases": list(phrases) if phrases is not None else None}
        self.put(OPEN, number, json.dumps(how).encode())
        return Stream(self, number)

    def put(self, kind: bytes, number: int, data: bytes = b"") -> None:
        if number not in self._tells:
            return
        try:
            self._out.put_nowait(HEAD.pack(kind, number, time.monotonic()) + data)
        except queue.Full:
            self._tell(number, RecognizerFault("The live recognizer does not keep up."), last=True)

    def forget(self, number: int) -> None:
        self.put(CLOSE, number)
        with self._lock:
            self._tells.pop(number, None)

    def close(self) -> None:
        self._child.kill()

    def _write(self, connection: Connection) -> None:
        try:
            while (message := self._out.get()) is not None:
                connection.send_bytes(message)
                self._moved = time.monotonic()
        except OSError:
            pass  # The child is gone; whoever reads from it says so.

    def _read(self, connection: Connection) -> None:
        try:
            while True:
                answer = json.loads(connection.recv_bytes())
                if "ready" in answer:
                    self._loaded = True
                elif "behind" in answer:
                    self._behind = answer["behind"]
                elif "said" in answer:
                    self._tell(answer["stream"], _said(answer["said"]))
                elif "fault" in answer:
                    self._tell(answer["stream"], RecognizerFault(answer["fault"]), last=True)
        except (EOFError, OSError):
            self._end()

    def _end(self) -> None:
        self.over = True
        code = self._child.wait()
        self._connection.close()
        self._free_writer()
        with self._lock:
            numbers = list(self._tells)
        if code != -9 or numbers:
            log.error("the live recognizer of %s ended (status %s)", self._choice.language, code)
        for number in numbers:
            self._tell(number, RecognizerDied("The live recognizer ended."), last=True)

    def _free_writer(self) -> None:
        """Its thread waits for something to write; there is nobody left to write it to."""
        with suppress(queue.Full):  # Then it is about to write, and finds out by itself.
            self._out.put_nowait(None)

    def _tell(self, number: int, what: Said | RecognizerFault, last: bool = False) -> None:
        with self._lock:
            tell = self._tells.pop(number, None) if last else self._tells.get(number)
        if tell is None:
            return
        try:
            tell(what)
        except Exception:
            log.exception("what a caller said could not be told")


def _said(data: dict[str, object]) -> Said:
    words = data.pop("words")
    assert isinstance(words, list)
    return Said(**data, words=tuple(Word(**word) for word in words))  # type: ignore[arg-type]
