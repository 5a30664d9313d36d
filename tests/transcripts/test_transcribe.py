"""Who said what, and when: the real engines listen to espeak-ng."""

import numpy as np
import pytest

from tests.transcripts.sounds import RATE, SHARED, joined, keys, music, ringing, silence, write_wav
from transcripts.audio import Audio, resample
from transcripts.recognizer import Word, grammar
from transcripts.transcribe import Transcript, transcribe
from transcripts.vosk_engine import Vosk

ORDER = "i want to talk about my order number four two seven"
HELP = "can i have your account number please"


def test_vosk_writes_down_a_sentence_with_times_and_confidences(recognizer, say, tiny, tmp_path):
    spoken = say(ORDER)
    file = write_wav(tmp_path / "a.wav", joined(silence(2), spoken, silence(1)))
    transcript = recognizer.transcribe(file, tiny)
    (segment,) = transcript.segments
    assert (transcript.engine, transcript.model, transcript.language) == ("vosk", "vosk-tiny-en", "en")
    assert segment.text == ORDER
    assert segment.start == pytest.approx(2, abs=0.2)
    assert segment.end == pytest.approx(2 + len(spoken) / RATE, abs=0.4)
    assert all(
        before.end <= after.start + 0.01 for before, after in zip(segment.words, segment.words[1:], strict=False)
    )
    assert all(0 < word.confidence <= 1 and word.start < word.end for word in segment.words)


@pytest.mark.parametrize("swap", [False, True])
def test_the_speaker_is_known_by_the_channel(recognizer, say, tiny, tmp_path, swap):
    agent = joined(silence(0.5), say(HELP, "en-us+f5"), silence(6))
    caller = joined(silence(3.5), say(ORDER), silence(1))
    channels = (agent, caller) if swap else (caller, agent)
    segments = recognizer.transcribe(write_wav(tmp_path / "two.wav", *channels), tiny).segments
    left, right = ("agent", "caller") if swap else ("caller", "agent")
    said = {HELP: "agent", ORDER: "caller"}
    assert [segment.text for segment in segments] == [HELP, ORDER]
    assert [segment.speaker for segment in segments] == [
        {"caller": left, "agent": right}[said[segment.text]] for segment in segments
    ]


def test_speakers_who_talk_at_once_are_kept_apart(recognizer, say, tiny, tmp_path):
    file = write_wav(tmp_path / "both.wav", joined(silence(1), say(ORDER)), joined(silence(1), say(HELP, "en-us+f5")))
    transcript = recognizer.transcribe(file, tiny)
    assert {segment.speaker: segment.text for segment in transcript.segments} == {"caller": ORDER, "agent": HELP}


def test_the_caller_of_these_roles_may_be_named_otherwise(recognizer, say, tiny, tmp_path):
    file = write_wav(tmp_path / "a.wav", joined(silence(0.5), say("yes"), silence(0.5)))
    assert recognizer.transcribe(file, tiny, speakers=("visitor",)).segments[0].speaker == "visitor"


@pytest.mark.parametrize("rate", [16000, 22050, 44100, 48000])
def test_every_rate_is_understood(recognizer, say, tiny, tmp_path, rate):
    sound = resample(joined(silence(0.5), say(ORDER), silence(0.5)), RATE, rate)
    assert recognizer.transcribe(write_wav(tmp_path / "a.wav", sound, rate=rate), tiny).text == ORDER


def test_a_long_pause_begins_a_new_segment(recognizer, say, tiny, tmp_path):
    file = write_wav(tmp_path / "a.wav", joined(silence(0.5), say("yes please"), silence(2), say("thank you")))
    assert recognizer.transcribe(file, tiny).text == "yes please\nthank you"


@pytest.mark.parametrize("engine", ["tiny", "sphinx"])
def test_silence_ringing_keys_and_music_give_no_words(recognizer, request, tmp_path, engine):
    file = write_wav(tmp_path / "a.wav", joined(silence(5), ringing(), keys(), silence(3)), joined(music(), silence(2)))
    transcript = recognizer.transcribe(file, request.getfixturevalue(engine))
    assert transcript.segments == ()
    assert transcript.duration_s == pytest.approx(29.2, abs=5)


def test_pocketsphinx_is_the_default_and_says_so(recognizer, sphinx):
    file = SHARED / "speech" / "cards" / "003.wav"
    if not file.exists():
        pytest.skip("the recordings of people are not there (../shared/speech/cards)")
    transcript = recognizer.transcribe(file, sphinx)
    assert (transcript.engine, transcript.model, transcript.language) == ("pocketsphinx", "en-us", "en")
    assert transcript.text == "seven of clubs"


def test_pocketsphinx_gives_words_alone_without_its_marks_for_noise_and_variants(recognizer, sphinx):
    file = SHARED / "speech" / "librivox" / "sense_and_sensibility_01_austen_64kb-0870.wav"
    if not file.exists():
        pytest.skip("the recordings of people are not there (../shared/speech/librivox)")
    words = [word for segment in recognizer.transcribe(file, sphinx).segments for word in segment.words]
    assert len(words) > 15
    assert all(word.word.replace("'", "").isalpha() and 0 <= word.confidence <= 1 for word in words)


def test_a_recording_without_samples_gives_an_empty_transcript(recognizer, sphinx, tmp_path):
    transcript = recognizer.transcribe(write_wav(tmp_path / "none.wav", np.zeros(0, np.int16)), sphinx)
    assert (transcript.duration_s, transcript.segments, transcript.text) == (0.0, (), "")


def test_progress_is_told(recognizer, say, tiny, tmp_path):
    shares: list[float] = []
    file = write_wav(tmp_path / "a.wav", joined(silence(1), say("yes"), silence(2), say("no"), silence(1)))
    recognizer.transcribe(file, tiny, progress=shares.append)
    assert shares == [0.0, 0.5]


def test_a_transcript_survives_its_json(recognizer, say, tiny, tmp_path):
    file = write_wav(tmp_path / "a.wav", joined(silence(0.5), say("yes please"), silence(0.5)))
    transcript = recognizer.transcribe(file, tiny)
    data = transcript.as_json()
    assert list(data) == ["engine", "model", "language", "duration_s", "segments"]
    assert list(data["segments"][0]) == ["speaker", "start", "end", "text", "words"]
    assert list(data["segments"][0]["words"][0]) == ["word", "start", "end", "confidence"]
    assert Transcript.from_json(data) == transcript


class Echo:
    """A recognizer that hears what it was told to."""

    engine, model, language = "echo", "echo", "en"

    def __init__(self, *words: Word) -> None:
        self.words = list(words)

    def recognize(self, samples, rate, phrases=None):
        return self.words


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ([Word("the", 0, 0.1, 0.5)], 0),
        ([Word("the", 0, 0.1, 0.9)], 1),
        ([Word("boom", 0, 0.1, 0.01)], 0),
        ([Word("no", 0, 0.1, 0.3)], 1),
        ([Word("the", 0, 0.1, 0.1), Word("boom", 0.1, 0.2, 0.01)], 0),
        ([Word("the", 0, 0.1, 0.1), Word("order", 0.1, 0.2, 0.3)], 2),
    ],
)
def test_a_lonely_word_that_the_engine_hardly_believes_in_is_left_out(say, words, kept):
    audio = Audio((joined(silence(0.5), say("seven"), silence(0.5)),), RATE)
    assert transcribe(audio, Echo(*words)).words == kept


def test_a_grammar_narrows_what_vosk_may_hear(say, tiny):
    sound = joined(silence(0.3), say("four two seven"), silence(1))
    engine = Vosk(tiny.folder, tiny.model, "en")
    words = engine.recognize(sound, RATE, ["one", "two", "three", "four", "five", "six", "seven"])
    assert [word.word for word in words] == ["four", "two", "seven"]


@pytest.mark.parametrize("phrases", [[], "yes", [""], [1], [None]])
def test_what_is_no_list_of_phrases_never_reaches_the_engine(phrases):
    with pytest.raises(ValueError, match="list of one or more phrases"):
        grammar(phrases)
