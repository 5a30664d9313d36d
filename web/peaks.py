"""The shape of a recording's two voices, computed once and kept in a small file beside it."""

from __future__ import annotations

import secrets
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from telephony.recordings import peaks_of
from transcripts.audio import read_wav
from web.schemas.calls import Peaks

FINEST = 4000
"""Columns that are kept; any smaller number of points is made from them."""
_LOUDEST = 32768.0
_AT_ONCE = 1 << 20

Columns = NDArray[np.uint8]
"""Two rows, left and right; loudness 0..255."""


def of(recording: Path, points: int) -> Peaks:
    """The peaks of a WAV file, in at most `points` columns. Raises BadAudio; OSError where the file is gone."""
    audio = read_wav(recording)
    columns = _kept(recording)
    if columns is None:
        columns = _measured(audio.channels)
        _keep(recording, columns)
    shown = np.round(_coarser(columns, points) / 255.0, 3)
    return Peaks(duration_s=round(audio.duration_s, 3), left=shown[0].tolist(), right=shown[1].tolist())


def _kept(recording: Path) -> Columns | None:
    """The columns from last time; None where there are none, or where they are older than the recording."""
    file = peaks_of(recording)
    try:
        if file.stat().st_mtime < recording.stat().st_mtime:
            return None
        columns: Columns = np.load(file, allow_pickle=False)
    except (FileNotFoundError, ValueError, EOFError):
        return None
    return columns if columns.ndim == 2 and columns.shape[0] == 2 else None


def _keep(recording: Path, columns: Columns) -> None:
    """Two that measure at once never leave half a file."""
    draft = recording.with_suffix(f".{secrets.token_hex(4)}.npy")
    np.save(draft, columns, allow_pickle=False)
    draft.replace(peaks_of(recording))


def _measured(channels: tuple[NDArray[np.int16], ...]) -> Columns:
    """The loudest sample of each stretch. The samples stay on the disk but for one piece at a time."""
    length = len(channels[0])
    count = min(FINEST, length)
    columns = np.zeros((2, count), np.uint8)
    if count == 0:
        return columns
    edges = np.linspace(0, length, count + 1).astype(np.int64)
    per_piece = max(1, _AT_ONCE * count // length)
    for row, voice in enumerate(channels[:2]):
        for first in range(0, count, per_piece):
            last = min(first + per_piece, count)
            loud = np.abs(voice[edges[first] : edges[last]].astype(np.int32))
            tops = np.maximum.reduceat(loud, edges[first:last] - edges[first])
            columns[row, first:last] = np.round(tops / _LOUDEST * 255)
    return columns


def _coarser(columns: Columns, points: int) -> Columns:
    count = columns.shape[1]
    if count <= points:
        return columns
    edges = np.linspace(0, count, points, endpoint=False).astype(np.int64)
    coarse: Columns = np.maximum.reduceat(columns, edges, axis=1)
    return coarse
