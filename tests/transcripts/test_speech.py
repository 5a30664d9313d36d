"""Speech is found; silence, ringing, keys and music are not taken for it."""

from pathlib import Path

import numpy as np
import pytest

from tests.transcripts.sounds import RATE, ROOT, SHARED, joined, keys, music, ringing, silence, tone
from transcripts.audio import read_wav
from transcripts.speech import find_speech


@pytest.mark.parametrize(
    "sound",
    [
        np.zeros(10 * RATE, np.int16),
        silence(10),
        np.random.default_rng(2).normal(0, 900, 10 * RATE).astype(np.int16),
        tone(10, 440),
        tone(10, 425),
        joined(*[part for _ in range(8) for part in (tone(0.5, 480, 620), silence(0.5))]),
        tone(0.4, 1000),
        ringing(),
        keys(),
        music(),
    ],
    ids=["nothing", "quiet line", "noise", "dial tone", "dial tone 425", "busy", "beep", "ringing", "keys", "music"],
)
def test_what_is_no_voice_holds_no_speech(sound):
    assert find_speech(sound, RATE) == []


def test_a_sentence_is_found_where_it_is(say):
    sentence = say("i want to talk to an operator please")
    (stretch,) = find_speech(joined(silence(2), sentence, silence(2)), RATE)
    assert stretch.start == pytest.approx(1.8, abs=0.3)
    assert stretch.end == pytest.approx(2 + len(sentence) / RATE, abs=0.5)


@pytest.mark.parametrize("word", ["yes", "no", "oh", "seven"])
def test_a_single_word_is_found(say, word):
    assert len(find_speech(joined(silence(2), say(word), silence(2)), RATE)) == 1


def test_keys_pressed_between_two_sentences_are_left_out(say):
    before, after = say("my order number is"), say("thank you very much")
    stretches = find_speech(joined(silence(1), before, keys(), after, silence(1)), RATE)
    pressed = 1 + len(before) / RATE + 1
    assert len(stretches) == 2
    assert stretches[0].end <= pressed + 0.05
    assert stretches[1].start >= pressed + 1.1


def test_who_speaks_after_hold_music_is_heard(say):
    sound = joined(music(), silence(0.5), say("thank you for waiting how can i help you today"), silence(1))
    (stretch,) = find_speech(sound, RATE)
    assert stretch.start == pytest.approx(len(music()) / RATE + 0.4, abs=0.5)


def test_somebody_who_never_pauses_is_cut_where_it_is_quiet(say):
    stretches = find_speech(say("please tell me about my order number four two seven " * 14), RATE)
    assert len(stretches) > 1
    assert all(stretch.end - stretch.start <= 20 for stretch in stretches)


@pytest.mark.parametrize("corpus", ["cards", "librivox", "harvard8k"])
def test_people_are_heard(corpus):
    files = sorted((SHARED / "speech" / corpus).glob("*.wav"))
    if not files:
        pytest.skip(f"the recordings of people are not there (../shared/speech/{corpus})")
    for file in files:
        audio = read_wav(file)
        spoken = sum(stretch.end - stretch.start for stretch in find_speech(audio.channels[0], audio.rate))
        assert spoken > 0.7 * audio.duration_s


@pytest.mark.parametrize("band", [(300, 3400), (400, 2600)])
def test_a_voice_in_a_narrow_band_on_a_silent_line_is_heard(say, band):
    sound = np.pad(say("i want to talk about my order number four two seven"), RATE)
    spectrum, frequency = np.fft.rfft(sound), np.fft.rfftfreq(len(sound), 1 / RATE)
    spectrum[(frequency < band[0]) | (frequency > band[1])] = 0
    stretches = find_speech(np.fft.irfft(spectrum, len(sound)).astype(np.int16), RATE)
    assert sum(stretch.end - stretch.start for stretch in stretches) > 0.9 * (len(sound) / RATE - 2)


def test_real_hold_music_is_hardly_ever_taken_for_speech():
    folders = (ROOT / ".asterisk", Path("/usr/share/asterisk"))
    tunes = [read_wav(file) for folder in folders for file in folder.glob("**/moh/*.wav")]
    if not tunes:
        pytest.skip("no Asterisk with hold music is at hand")
    kept = [s.end - s.start for tune in tunes for s in find_speech(tune.channels[0][: 60 * tune.rate], tune.rate)]
    assert sum(kept) < 0.03 * 60 * len(tunes)


def test_a_recording_too_short_for_a_word_holds_none():
    assert find_speech(np.ones(100, np.int16), RATE) == []
