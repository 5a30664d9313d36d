"""`app.py transcribe`: JSON on standard output, or one sentence on standard error."""

import json

import pytest

from tests.transcripts.sounds import joined, silence, write_wav
from transcripts.cli import main


@pytest.fixture(autouse=True)
def var(tmp_path, monkeypatch):
    monkeypatch.setenv("THREADLINE_VAR", str(tmp_path / "var"))
    monkeypatch.delenv("VOSK_MODEL_PATH", raising=False)


def test_a_transcript_is_printed_as_json(say, tiny, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("VOSK_MODEL_PATH", str(tiny.folder))
    file = write_wav(tmp_path / "a.wav", joined(silence(0.5), say("yes please"), silence(0.5)))
    assert main([str(file), "--language", "en"]) == 0
    transcript = json.loads(capsys.readouterr().out)
    assert (transcript["engine"], transcript["model"]) == ("vosk", "vosk-tiny-en")
    assert transcript["segments"][0]["text"] == "yes please"


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("gone.wav", None, "gone.wav cannot be read (No such file or directory)."),
        ("empty.wav", b"", "empty.wav is empty."),
        ("page.wav", b"<html></html>", "page.wav is not a WAV file."),
    ],
)
def test_a_bad_file_is_told_in_one_sentence(tmp_path, capsys, name, content, sentence):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    assert main([str(tmp_path / name)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.strip().endswith(sentence)
    assert err.count("\n") == 1


def test_a_language_that_nothing_recognises_is_told_in_one_sentence(tmp_path, capsys):
    assert main([str(write_wav(tmp_path / "a.wav", silence(1))), "--language", "fa"]) == 2
    assert capsys.readouterr().err == "There is no recognizer for the language fa yet.\n"
