"""An engine that crashes or hangs takes nothing with it but the request that it was working on."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.transcripts.sounds import joined, silence, write_wav
from transcripts.audio import BadAudio
from transcripts.process import Interrupted, RecognizerProcess
from transcripts.recognizer import RecognizerDied, RecognizerFault


@pytest.fixture
def unchecked():
    with RecognizerProcess(module="tests.transcripts.crashing_child", hung_s=8) as process:
        yield process


@pytest.fixture
def seven(say):
    return joined(silence(0.5), say("seven"), silence(1))


def test_a_crash_of_the_engine_is_reported_and_the_next_recording_is_transcribed(unchecked, seven, tiny, tmp_path):
    with pytest.raises(RecognizerDied, match="ended by signal"):
        unchecked.transcribe(write_wav(tmp_path / "crash.wav", seven), tiny)
    assert unchecked.pid is None
    assert unchecked.transcribe(write_wav(tmp_path / "fine.wav", seven), tiny).text == "seven"


def test_a_recognizer_that_hangs_is_ended(seven, tiny, tmp_path):
    with RecognizerProcess(module="tests.transcripts.crashing_child", hung_s=3) as process:
        with pytest.raises(RecognizerDied):
            process.transcribe(write_wav(tmp_path / "hang.wav", seven), tiny)
        assert process.pid is None


def test_work_that_is_interrupted_by_our_end_is_told_apart_from_a_fault_and_no_child_stays(seven, tiny, tmp_path):
    process = RecognizerProcess(module="tests.transcripts.crashing_child")
    file = write_wav(tmp_path / "hang.wav", seven)
    with ThreadPoolExecutor() as pool:
        work = pool.submit(process.transcribe, file, tiny)
        until = time.monotonic() + 10
        while process.pid is None and time.monotonic() < until:
            time.sleep(0.02)
        process.close()
        with pytest.raises(Interrupted):
            work.result(10)
    with pytest.raises(Interrupted):
        process.transcribe(file, tiny)
    assert process.pid is None


def test_one_process_serves_one_recording_after_the_other(recognizer, seven, tiny, tmp_path):
    file = write_wav(tmp_path / "a.wav", seven)
    recognizer.transcribe(file, tiny)
    first = recognizer.pid
    recognizer.transcribe(file, tiny)
    assert recognizer.pid == first is not None


def test_without_work_the_process_ends_and_comes_back_with_work(seven, tiny, tmp_path):
    file = write_wav(tmp_path / "a.wav", seven)
    with RecognizerProcess(idle_s=0.2) as process:
        assert process.pid is None
        process.transcribe(file, tiny)
        until = time.monotonic() + 10
        while process.pid is not None and time.monotonic() < until:
            time.sleep(0.05)
        assert process.pid is None
        assert process.transcribe(file, tiny).text == "seven"


def test_bad_audio_keeps_its_name_across_the_process(recognizer, sphinx, tmp_path):
    file = tmp_path / "page.wav"
    file.write_bytes(b"<html>")
    with pytest.raises(BadAudio, match="is not a WAV file"):
        recognizer.transcribe(file, sphinx)


def test_a_file_that_is_not_there_is_no_fault_of_the_recognizer(recognizer, sphinx, tmp_path):
    with pytest.raises(FileNotFoundError):
        recognizer.transcribe(tmp_path / "gone.wav", sphinx)


def test_a_damaged_model_is_a_fault_that_names_it(recognizer, seven, tiny, tmp_path):
    broken = tmp_path / "broken-model"
    (broken / "am").mkdir(parents=True)
    (broken / "am" / "final.mdl").write_bytes(b"\0B nonsense")
    choice = type(tiny)("vosk", "broken-model", broken, "en")
    file = write_wav(tmp_path / "a.wav", seven)
    with pytest.raises(RecognizerFault):
        recognizer.transcribe(file, choice)
    assert recognizer.transcribe(file, tiny).text == "seven"
