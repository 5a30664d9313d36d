"""The process that hears live: `python -m transcripts.live_child FD` holds one model and many streams.

It exists to be killed, like `transcripts.child`. The other side is `transcripts.live`. What comes is a letter, the
stream's number, the moment it was sent (CLOCK_MONOTONIC), and: `o` how to open it (JSON), `a` sound, `c` nothing, to
close it. What goes is JSON.
"""

from __future__ import annotations

import json
import struct
import sys
import time
from dataclasses import asdict
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from transcripts.recognizer import LiveStream, RecognizerFault
from transcripts.vosk_engine import Vosk

HEAD = struct.Struct("<cId")
LATE_S, BEHIND_S = 2.0, 0.5
"""A voice that waits so long is let go of; and from how late on no new voice is wanted."""
OPEN, AUDIO, CLOSE = b"o", b"a", b"c"


def main(connection: Connection) -> None:
    """The first message is {folder, model, language}; then answer until the other side closes."""
    try:
        wanted = json.loads(connection.recv_bytes())
        recognizer = Vosk(Path(wanted["folder"]), wanted["model"], wanted["language"])
        _send(connection, {"ready": True})
        streams: dict[int, LiveStream] = {}
        behind = False
        while True:
            message = connection.recv_bytes()
            kind, number, sent = HEAD.unpack_from(message)
            late_s = time.monotonic() - sent
            if behind != (late_s > BEHIND_S):
                behind = not behind
                _send(connection, {"behind": behind})
            try:
                if late_s > LATE_S and number in streams and kind == AUDIO:
                    raise RecognizerFault("The live recognizer does not keep up.")
                _do(kind, number, message[HEAD.size :], recognizer, streams, connection)
            except (RecognizerFault, ValueError) as fault:
                streams.pop(number, None)
                _send(connection, {"stream": number, "fault": str(fault)})
    except (EOFError, OSError):
        return


def _do(
    kind: bytes, number: int, data: bytes, recognizer: Vosk, streams: dict[int, LiveStream], connection: Connection
) -> None:
    if kind == OPEN:
        how = json.loads(data)
        streams[number] = recognizer.listen(how["rate"], how["phrases"])
        _send(connection, {"stream": number, "open": True})
    elif kind == AUDIO and number in streams:
        for said in streams[number].feed(data):
            _send(connection, {"stream": number, "said": asdict(said)})
    elif kind == CLOSE:
        streams.pop(number, None)


def _send(connection: Connection, answer: dict[str, Any]) -> None:
    connection.send_bytes(json.dumps(answer).encode())


if __name__ == "__main__":
    main(Connection(int(sys.argv[1])))
