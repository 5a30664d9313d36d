"""The process that recognises speech: `python -m transcripts.child FD` answers requests on the socket FD.

It exists to be killed. An engine that crashes takes nothing with it but the request it was working on, and one that
idles gives its memory back by ending. Requests and answers are JSON; see `transcripts.process` for the other side.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from transcripts.audio import BadAudio, read_wav
from transcripts.recognizer import Recognizer, RecognizerFault
from transcripts.transcribe import transcribe

NICENESS = 10
"""Live calls come first: a transcript can wait for the processor."""

Answer = dict[str, Any]


def vosk(model: str, folder: str, language: str) -> Recognizer:
    from transcripts.vosk_engine import Vosk  # noqa: PLC0415 see ENGINES

    return Vosk(Path(folder), model, language)


def pocketsphinx(model: str, folder: str, language: str) -> Recognizer:
    from transcripts.sphinx_engine import PocketSphinx  # noqa: PLC0415 see ENGINES

    return PocketSphinx()


ENGINES: dict[str, Callable[[str, str, str], Recognizer]] = {"vosk": vosk, "pocketsphinx": pocketsphinx}
"""Each is imported when it is first asked for, since each takes memory."""


def main(connection: Connection) -> None:
    """Answer requests until the other side closes."""
    loaded: dict[tuple[str, ...], Recognizer] = {}
    while True:
        try:
            request = json.loads(connection.recv_bytes())
        except EOFError:
            return
        try:
            answer = _answer(request, loaded, connection)
        except (BadAudio, RecognizerFault, OSError) as fault:
            answer = {"fault": type(fault).__name__, "text": str(fault)}
        _send(connection, answer)


def _answer(request: dict[str, Any], loaded: dict[tuple[str, ...], Recognizer], connection: Connection) -> Answer:
    """{transcript}: what `Transcript.as_json` gives."""
    audio = read_wav(Path(request["path"]))
    wanted = (request["engine"], request["model"], request["folder"], request["language"])
    if wanted not in loaded:
        # One model at a time: a large one takes gigabytes.
        loaded.clear()
        loaded[wanted] = ENGINES[wanted[0]](*wanted[1:])
    speakers = tuple(request["speakers"])
    transcript = transcribe(audio, loaded[wanted], speakers, lambda share: _send(connection, {"progress": share}))
    return {"transcript": transcript.as_json()}


def _send(connection: Connection, answer: Answer) -> None:
    connection.send_bytes(json.dumps(answer).encode())


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    """Ctrl-C reaches the whole group; the one who started us decides when we end."""
    os.nice(NICENESS)
    main(Connection(int(sys.argv[1])))
