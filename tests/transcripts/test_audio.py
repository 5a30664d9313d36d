"""Reading WAV files of every kind, whole and broken, and changing their rate."""

import struct

import numpy as np
import pytest

from tests.transcripts.sounds import write_wav
from transcripts.audio import BadAudio, read_wav, resample


def header(encoding=1, channels=1, rate=8000, bits=16, length=0, extra=b""):
    fmt = struct.pack("<HHIIHH", encoding, channels, rate, rate * 2, 2, bits) + extra
    return b"RIFF\0\0\0\0WAVEfmt " + struct.pack("<I", len(fmt)) + fmt + b"data" + struct.pack("<I", length)


@pytest.mark.parametrize("rate", [8000, 16000, 44100, 48000])
@pytest.mark.parametrize("channels", [1, 2])
def test_every_rate_and_both_channel_counts_are_read(tmp_path, rate, channels):
    voices = [np.arange(rate, dtype=np.int16) + n for n in range(channels)]
    audio = read_wav(write_wav(tmp_path / "a.wav", *voices, rate=rate))
    assert (audio.rate, audio.duration_s, len(audio.channels)) == (rate, 1.0, channels)
    assert all((read == wrote).all() for read, wrote in zip(audio.channels, voices, strict=True))


@pytest.mark.parametrize("length", [0, 0xFFFFFFFF, 4000])
def test_a_header_that_its_writer_could_not_finish_still_yields_every_sample(tmp_path, length):
    file = tmp_path / "cut.wav"
    file.write_bytes(header(length=length) + b"\1\0" * 1000 + b"\1")
    assert len(read_wav(file).channels[0]) == 1000


def test_chunks_around_the_samples_are_skipped(tmp_path):
    file = tmp_path / "odd.wav"
    whole = header(length=4)
    file.write_bytes(whole[:12] + b"LIST\3\0\0\0abc\0" + whole[12:] + b"\1\0\2\0LIST\4\0\0\0abcd")
    assert read_wav(file).channels[0].tolist() == [1, 2]


def test_an_extensible_header_is_read_for_what_it_holds(tmp_path):
    file = tmp_path / "extensible.wav"
    extra = struct.pack("<HHIH", 22, 16, 0, 1) + bytes(14)
    file.write_bytes(header(encoding=0xFFFE, length=2, extra=extra) + b"\7\0")
    assert read_wav(file).channels[0].tolist() == [7]


def test_a_recording_without_samples_lasts_no_time(tmp_path):
    file = tmp_path / "none.wav"
    file.write_bytes(header(channels=2))
    audio = read_wav(file)
    assert (audio.duration_s, len(audio.channels)) == (0.0, 2)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is empty"),
        (b"RIFF", "is not a WAV file"),
        (b"<html>not found</html>" * 9, "is not a WAV file"),
        (header()[:20], "ends in the middle of its header"),
        (header()[:36], "ends before its samples begin"),
        (header(encoding=7, bits=8), "holds µ-law audio"),
        (header(encoding=3, bits=32), "holds floating point audio"),
        (header(encoding=0x1234), "holds encoding 0x1234 audio"),
        (header(bits=24), "has 24 bits a sample"),
        (header(channels=6), "has 6 channels"),
        (header(rate=96000), "has 96000 samples a second"),
        (header(rate=0), "has 0 samples a second"),
    ],
)
def test_a_file_that_cannot_be_read_says_why_in_one_sentence(tmp_path, content, reason):
    file = tmp_path / "bad.wav"
    file.write_bytes(content)
    with pytest.raises(BadAudio) as fault:
        read_wav(file)
    assert reason in str(fault.value)
    assert str(fault.value).startswith("bad.wav ")
    assert str(fault.value).endswith(".")


@pytest.mark.parametrize(("rate", "to"), [(8000, 16000), (48000, 8000), (44100, 16000), (22050, 8000)])
def test_a_tone_survives_resampling(rate, to):
    time = np.arange(rate) / rate
    sound = resample((8000 * np.sin(2 * np.pi * 1000 * time)).astype(np.int16), rate, to)
    assert len(sound) == to
    wanted = 8000 * np.sin(2 * np.pi * 1000 * np.arange(to) / to)
    middle = slice(to // 10, -to // 10)
    assert np.abs(sound[middle] - wanted[middle]).max() < 100


def test_what_a_lower_rate_cannot_hold_is_gone_and_not_folded_back():
    time = np.arange(48000) / 48000
    sound = resample((8000 * np.sin(2 * np.pi * 6000 * time)).astype(np.int16), 48000, 8000)
    assert np.abs(sound[400:-400]).max() < 20


def test_resampling_nothing_gives_nothing():
    assert len(resample(np.zeros(0, np.int16), 8000, 16000)) == 0
