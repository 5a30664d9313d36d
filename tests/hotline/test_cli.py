"""`python app.py flow …`, for people who keep flows in git."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from db import Database
from hotline import cli, imports
from hotline.drafts import find
from hotline.imports import NotImported
from tests.hotline.callers import DEMO
from tests.story import FLOW

CONVERSATIONS = FLOW.parents[1] / "tests" / "conversations"


def test_a_flow_without_faults_passes_the_check_and_others_are_told_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["check", str(FLOW)]) == 0
    lost = tmp_path / "lost.json"
    lost.write_text(json.dumps({**DEMO, "start": "nowhere"}))
    assert cli.main(["check", str(lost)]) == 1
    assert "nowhere" in capsys.readouterr().out
    lost.write_text("{")
    assert cli.main(["check", str(lost)]) == 1
    lost.write_text("[]")
    assert cli.main(["check", str(lost)]) == 1


def test_conversations_in_files_are_played_against_a_flow_in_a_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fine = CONVERSATIONS / "order_happy_path.txt"
    assert cli.main(["test", str(FLOW), str(fine)]) == 0
    wrong = tmp_path / "wrong.txt"
    wrong.write_text("< Good evening.\n")
    assert cli.main(["test", str(FLOW), str(fine), str(wrong)]) == 1
    said = capsys.readouterr().out
    assert "passed  order_happy_path" in said
    assert "expected: Good evening." in said


def test_what_is_exported_is_imported_again(
    sqlite: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", sqlite.url)
    monkeypatch.setenv("THREADLINE_VAR", str(tmp_path))
    assert cli.main(["import", str(FLOW), "--key", "home"]) == 0
    capsys.readouterr()
    assert cli.main(["export", "home"]) == 0
    out = capsys.readouterr().out
    assert json.loads(out) == DEMO
    again = tmp_path / "again.json"
    again.write_text(out)
    assert cli.main(["import", str(again), "--key", "home"]) == 0
    with sqlite.reading() as session:
        assert (find(session, "home").definition, find(session, "home").revision) == (DEMO, 2)
    assert cli.main(["export", "nothing"]) == 1


@pytest.mark.parametrize("data", [b"", b"\xff", b"[" * 100_000, b'{"a": "\\u0000"}', b'{"a": NaN}', b'{"states": 3}'])
def test_a_file_that_is_no_flow_is_refused_with_a_reason(data: bytes) -> None:
    with pytest.raises(NotImported):
        imports.read(data)


def test_a_file_that_is_larger_than_any_flow_is_refused_before_it_is_read() -> None:
    with pytest.raises(NotImported, match="larger than 2 MB"):
        imports.read(b'{"nodes": [' + b" " * imports.LARGEST + b"]}")


@pytest.mark.parametrize(
    ("name", "key"), [("Parsa Home", "parsa_home"), ("24 hours", "flow_24_hours"), ("خانه", "flow")]
)
def test_a_key_is_made_of_the_name(name: str, key: str) -> None:
    assert imports.key_of(name) == key
