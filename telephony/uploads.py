"""Prompts that supervisors record or upload: converted once, as loud as one another, and kept by their content."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import wave
from pathlib import Path
from tempfile import NamedTemporaryFile

import numpy as np
from sqlalchemy import select

from config import ROOT
from db import Database, now
from telephony.models import PromptAudio
from telephony.prompts import Prompts

log = logging.getLogger(__name__)

LARGEST = 20 << 20
"""Bytes: five minutes of CD quality would be 50 MB, but nobody sends prompts uncompressed in stereo."""
LONGEST_TITLE = 120
RATE = 16000
_TIMEOUT_S = 90


class NotUsable(Exception):
    """An upload that cannot be a prompt. `code` says why: not_audio, too_long, silent, too_large."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def keep(db: Database, prompts: Prompts, data: bytes, title: str, uploaded_by: str) -> PromptAudio:
    """Keep an upload of any common format. The same sound again is the same upload. Raises NotUsable."""
    if len(data) > LARGEST:
        raise NotUsable("too_large")
    measured, samples = _decoded(data)
    name = prompts.keep(samples, RATE)
    with db.transaction() as session:
        row = session.get(PromptAudio, name)
        if row is None:
            row = PromptAudio(
                name=name,
                title=title[:LONGEST_TITLE],
                duration_s=measured["duration_s"],
                loudness_before=measured["before"],
                loudness=measured["after"],
                uploaded_by=uploaded_by,
                at=now(),
            )
            session.add(row)
        return row


def write_wav(source: Path, target: Path) -> None:
    """Any common format of sound as a WAV file of one voice. Raises NotUsable."""
    _, samples = _decoded(source.read_bytes())
    with wave.open(str(target), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.tobytes())


def latest(db: Database, limit: int) -> list[PromptAudio]:
    """The uploads, the newest first."""
    with db.reading() as session:
        return list(session.scalars(select(PromptAudio).order_by(PromptAudio.at.desc(), PromptAudio.name).limit(limit)))


def _decoded(data: bytes) -> tuple[dict[str, float], np.ndarray[tuple[int], np.dtype[np.int16]]]:
    """In a process of its own: whatever the file does to the decoder, it does not do to us."""
    with NamedTemporaryFile(prefix="prompt-") as file:
        file.write(data)
        file.flush()
        command = [sys.executable, "-m", "telephony.decode", file.name]
        try:
            done = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=_TIMEOUT_S, check=True)  # noqa: S603
        except subprocess.SubprocessError as fault:
            log.warning("an upload could not be decoded: %s", fault)
            raise NotUsable("not_audio") from fault
    head, _, body = done.stdout.partition(b"\n")
    measured = json.loads(head)
    if code := measured.get("fault"):
        raise NotUsable(code)
    return measured, np.frombuffer(body, "<i2").astype(np.int16)
