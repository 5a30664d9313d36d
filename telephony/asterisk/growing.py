"""Files of a folder as they grow: Linux tells of each write (inotify), so nobody looks in vain."""

from __future__ import annotations

import ctypes
import os
import select
import struct
from collections.abc import Iterator
from pathlib import Path

MODIFY, CLOSE_WRITE, OVERFLOW = 0x2, 0x8, 0x4000
_HEAD = struct.Struct("iIII")
_MOST = 64 * 1024
_libc = ctypes.CDLL(None, use_errno=True)


class Growing:
    """`for name, over in Growing(folder)`: this file has grown, or was closed by who wrote it. `close` ends it.

    What was lost because nobody took it in time is made up for by the next write to the same file.
    """

    def __init__(self, folder: Path) -> None:
        """Raises OSError."""
        self._fd = _libc.inotify_init1(os.O_CLOEXEC)
        if self._fd < 0 or _libc.inotify_add_watch(self._fd, os.fsencode(folder), MODIFY | CLOSE_WRITE) < 0:
            number = ctypes.get_errno()
            raise OSError(number, f"{folder} cannot be watched: {os.strerror(number)}")
        self._read, self._write = os.pipe()

    def __iter__(self) -> Iterator[tuple[str, bool]]:
        while self._fd in select.select([self._fd, self._read], [], [])[0]:
            told, at = os.read(self._fd, _MOST), 0
            while at < len(told):
                _, mask, _, length = _HEAD.unpack_from(told, at)
                at += _HEAD.size
                name = os.fsdecode(told[at : at + length].rstrip(b"\0"))
                at += length
                if not mask & OVERFLOW:
                    yield name, bool(mask & CLOSE_WRITE)
        os.close(self._fd)
        os.close(self._read)

    def close(self) -> None:
        """From any thread, once."""
        os.close(self._write)
