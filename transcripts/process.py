"""Recognition in a process of its own, started when there is work and ended when there has been none for a while.

A crash of an engine is an answer here (RecognizerDied), never the end of ours. The child reads the recording itself,
so that neither samples nor models are ever in our memory.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

from transcripts.audio import BadAudio
from transcripts.engines import Choice
from transcripts.recognizer import RecognizerDied, RecognizerFault
from transcripts.transcribe import SPEAKERS, Transcript

ROOT = Path(__file__).resolve().parent.parent
FAULTS: dict[str, type[Exception]] = {"BadAudio": BadAudio}
"""Faults that the child names and that we tell apart; every other one may pass by itself."""


class Interrupted(RecognizerFault):
    """We stop, and the recognizer with us: nobody's fault, and the work begins anew next time."""


class RecognizerProcess:
    """Transcribes one recording at a time in a child process. Threads may share it; they take turns."""

    def __init__(self, idle_s: float = 120, hung_s: float = 300, module: str = "transcripts.child") -> None:
        """`idle_s`: the child ends after so many seconds without work. `hung_s`: it is killed when it says nothing
        for so long, be it that a large model loads or that 20 s of audio are recognised."""
        self._idle_s, self._hung_s, self._module = idle_s, hung_s, module
        self._turn = threading.Lock()
        self._closed = False
        self._child: subprocess.Popen[bytes] | None = None
        self._connection: Connection | None = None
        self._errors: IO[bytes] | None = None
        self._idle: threading.Timer | None = None

    def transcribe(
        self,
        path: Path,
        choice: Choice,
        speakers: Sequence[str] = SPEAKERS,
        progress: Callable[[float], None] = lambda share: None,
    ) -> Transcript:
        """What is said in a WAV file. Raises BadAudio; OSError or RecognizerFault where a later try may work, which
        is Interrupted where the process was closed."""
        path.open("rb").close()  # so that a file that is not there is told by its own exception
        request = {
            "path": str(path.resolve()),
            "engine": choice.engine,
            "model": choice.model,
            "folder": str(choice.folder or ""),
            "language": choice.language,
            "speakers": list(speakers),
        }
        with self._turn:
            if self._idle:
                self._idle.cancel()
            try:
                answer = self._ask(request, progress)
            except (EOFError, OSError) as fault:
                if self._closed:
                    raise Interrupted("Stopped before it was written down.") from fault
                raise RecognizerDied(self._obituary()) from fault
            finally:
                self._end_when_idle()
        if "fault" in answer:
            raise FAULTS.get(answer["fault"], RecognizerFault)(answer["text"])
        return Transcript.from_json(answer["transcript"])

    @property
    def pid(self) -> int | None:
        """The child's process id, or None while there is none."""
        return self._child.pid if self._child else None

    def close(self) -> None:
        """End the child now, whatever it is doing. There is no other after it."""
        self._closed = True
        if self._idle:
            self._idle.cancel()
        child = self._child
        if child:
            child.kill()
        with self._turn:
            self._end()

    def __enter__(self) -> RecognizerProcess:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _ask(self, request: dict[str, Any], progress: Callable[[float], None]) -> dict[str, Any]:
        connection = self._connection if self._child and self._child.poll() is None else None
        connection = connection or self._start()
        connection.send_bytes(json.dumps(request).encode())
        while True:
            if not connection.poll(self._hung_s):
                assert self._child
                self._child.kill()
                raise EOFError("hung")
            answer: dict[str, Any] = json.loads(connection.recv_bytes())
            if "progress" not in answer:
                return answer
            progress(answer["progress"])

    def _start(self) -> Connection:
        self._end()
        if self._closed:
            raise EOFError("closed")
        ours, theirs = Pipe()
        self._errors = TemporaryFile()  # noqa: SIM115 it lives as long as the child
        self._child = subprocess.Popen(  # noqa: S603 our own module, a number
            [sys.executable, "-m", self._module, str(theirs.fileno())],
            cwd=ROOT,
            # One thread: the engines' matrix library would start one for every core.
            env=os.environ | {"OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)},
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=self._errors,
        )
        theirs.close()
        self._connection = ours
        return ours

    def _obituary(self) -> str:
        """How the child ended, with the last thing it complained about. It is gone after this."""
        assert self._child and self._errors
        code = self._child.wait()
        how = f"by signal {-code}" if code < 0 else f"with exit status {code}"
        self._errors.seek(0)
        last = self._errors.read().decode(errors="replace").strip().rpartition("\n")[2][:200]
        self._end()
        return f"The recognizer ended {how}" + (f": {last}" if last else ".")

    def _end_when_idle(self) -> None:
        if self._child:
            self._idle = threading.Timer(self._idle_s, self._idled)
            self._idle.daemon = True
            self._idle.start()

    def _idled(self) -> None:
        # Whoever has the turn has work, and starts the clock anew after it.
        if self._turn.acquire(blocking=False):
            try:
                self._end()
            finally:
                self._turn.release()

    def _end(self) -> None:
        if self._connection:
            self._connection.close()
        if self._child:
            self._child.kill()
            self._child.wait()
        if self._errors:
            self._errors.close()
        self._child = self._connection = self._errors = None
