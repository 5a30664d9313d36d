"""Any audio → what the switch plays: `python -m telephony.decode FILE`, a process of its own.

It writes one line of JSON, {"duration_s", "before", "after"} or {"fault": code}, then the samples: mono, 16 kHz,
16-bit. Loudness is EBU R 128's, in LUFS. A file from outside meets FFmpeg here, with limits on time and memory, and
with nothing that a crash could take along.
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

import av
import numpy as np
from av.filter import Graph
from numpy.typing import NDArray

RATE = 16000
TARGET_LUFS = -19.0
"""Speech in one channel; as loud as -16 LUFS in two, which is usual for podcasts."""
PEAK = 0.89
"""Of full scale: 1 dB is left for what codecs add."""
LOUDEST_GAIN_DB = 30.0
"""More would only lift the noise of the room."""
SILENT_LUFS = -60.0
LONGEST_S = 300
MEMORY = 2 << 30
CPU_S = 60

FORMATS = "wav,w64,aiff,au,flac,mp3,aac,ogg,matroska,webm,mov,mp4,m4a,3gp,amr,caf,asf"
"""Containers of sound. Playlists are none: they would have us open what they name."""

Sound = NDArray[np.float32]


class Unusable(Exception):
    """The text is the code of the fault: not_audio, too_long, silent."""


def main(path: Path) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    answer: dict[str, float | str]
    try:
        sound = decoded(path)
        before = loudness(sound)
        if before < SILENT_LUFS:
            raise Unusable("silent")
        level = levelled(sound, min(TARGET_LUFS - before, LOUDEST_GAIN_DB))
        answer = {
            "duration_s": round(len(sound) / RATE, 3),
            "before": round(before, 1),
            "after": round(loudness(level), 1),
        }
    except Unusable as fault:
        answer, level = {"fault": str(fault)}, np.zeros(0, np.float32)
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n")
    sys.stdout.buffer.write(np.clip(np.rint(level * 32767), -32768, 32767).astype("<i2").tobytes())


def decoded(path: Path) -> Sound:
    """Mono samples at RATE, 1.0 being full scale. Raises Unusable."""
    pieces, length = [], 0
    resampler = av.AudioResampler(format="flt", layout="mono", rate=RATE)
    try:
        options = {"format_whitelist": FORMATS, "protocol_whitelist": "file"}
        with av.open(str(path), options=options, metadata_errors="replace") as container:
            for frame in container.decode(container.streams.audio[0]):
                for piece in resampler.resample(frame):
                    pieces.append(piece.to_ndarray()[0])
                    length += piece.samples
                if length > LONGEST_S * RATE:
                    raise Unusable("too_long")
        pieces += [piece.to_ndarray()[0] for piece in resampler.resample(None)]
    except (av.FFmpegError, IndexError, ValueError, MemoryError) as fault:
        raise Unusable("not_audio") from fault
    sound = np.concatenate(pieces) if pieces else np.zeros(0, np.float32)
    if not len(sound):
        raise Unusable("not_audio")
    return np.nan_to_num(sound).clip(-1.0, 1.0)


def loudness(sound: Sound) -> float:
    """Integrated loudness in LUFS. What is shorter than a second is measured as if it went on."""
    whole = np.tile(sound, -(-RATE // len(sound)))
    level = -70.0
    for frame in _through(whole, ("ebur128", "metadata=1")):
        level = float(frame.metadata.get("lavfi.r128.I", level))
    return level


def levelled(sound: Sound, gain_db: float) -> Sound:
    """Louder or quieter by `gain_db`; peaks that would go beyond PEAK are held there."""
    limit = f"limit={PEAK}:attack=2:release=50:level=disabled:latency=1"
    frames = _through(sound, ("volume", f"{gain_db}dB"), ("alimiter", limit), ("aformat", "sample_fmts=flt"))
    return np.concatenate([frame.to_ndarray()[0] for frame in frames])[: len(sound)]


def _through(sound: Sound, *filters: tuple[str, str]) -> list[av.AudioFrame]:
    """What comes out of a chain of FFmpeg's filters."""
    graph = Graph()
    source = graph.add_abuffer(format="flt", sample_rate=RATE, layout="mono", time_base=None)
    graph.link_nodes(source, *(graph.add(name, options) for name, options in filters), graph.add("abuffersink"))
    graph.configure()
    frame = av.AudioFrame.from_ndarray(sound.reshape(1, -1), format="flt", layout="mono")
    frame.sample_rate, frame.pts = RATE, 0
    graph.push(frame)
    graph.push(None)
    made: list[av.AudioFrame] = []
    while True:
        try:
            piece = graph.pull()
        except (av.BlockingIOError, av.EOFError):
            return made
        assert isinstance(piece, av.AudioFrame)
        made.append(piece)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
