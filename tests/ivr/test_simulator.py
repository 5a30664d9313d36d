from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from hotline.dialogue import Dialogue, run
from hotline.golden import Golden, goldens, played
from hotline.script import Does, Ends, Fact, Says, ScriptFault, heard, heard_text, read_lines
from ivr.flow import read
from ivr.heard import Digits, HungUp, Recorded, Silence, Spoken, Started
from telephony.simulator.console import main

from .small import DEMO, ROOT

FLOW = read(DEMO)
CONVERSATIONS = ROOT / "tests" / "conversations"


@pytest.mark.parametrize("golden", goldens(CONVERSATIONS), ids=lambda golden: golden.name)
def test_a_golden_conversation_goes_as_it_is_written(golden: Golden) -> None:
    assert golden.about
    assert golden.exchanges[-1].ends, "a golden conversation says how it ends"
    assert played(FLOW, golden).journey()["ending"] == golden.exchanges[-1].ends


@pytest.mark.parametrize("golden", goldens(CONVERSATIONS), ids=lambda golden: golden.name)
def test_a_restart_after_every_turn_changes_no_journey(golden: Golden) -> None:
    doubled = []
    for exchange in golden.exchanges:
        doubled += [exchange, *([] if isinstance(exchange.heard, HungUp | Recorded) else [type(exchange)(Started())])]
    assert played(FLOW, Golden(golden.name, golden.about, golden.facts, tuple(doubled))).journey() == (
        played(FLOW, golden).journey()
    )


def test_a_golden_conversation_that_goes_another_way_is_told(tmp_path: Path) -> None:
    file = tmp_path / "x.txt"
    file.write_text("# x\n[gather]\n> 1\n< Something else\n[gather]\n")
    with pytest.raises(AssertionError, match="x, turn 1"):
        played(FLOW, Golden.read(file))
    file.write_text("# x\n[record]\n")
    with pytest.raises(AssertionError, match=r"\[gather\].*\[record\]"):
        played(FLOW, Golden.read(file))


def test_lines_are_read_as_what_happens() -> None:
    ours = ["# remark", "", "@ open_now=false", "< Hello", "[enqueue orders skills=a]"]
    theirs = ["> 12#", "7", '"my order"', "say no", "silence", "record 3.2", "hangup", "> #"]
    assert list(read_lines([*ours, *theirs])) == [
        Fact("open_now", "false"),
        Says("Hello"),
        Ends("enqueue orders skills=a"),
        *map(Does, [Digits("12#"), Digits("7"), Spoken("my order"), Spoken("no"), Silence()]),
        *map(Does, [Recorded("simulated.wav", 3.2), HungUp(), Digits("#")]),
    ]


@pytest.mark.parametrize("line", ["hello", "> ", "@ open_now", "record much", "say", "record -"])
def test_a_line_that_means_nothing_is_named(line: str) -> None:
    with pytest.raises(ScriptFault, match="line 2"):
        list(read_lines(["> 1", line]))


@pytest.mark.parametrize("text", ["427", '"hello"', "silence", "hangup", "record 3.2", "resume", "dial busy"])
def test_what_was_done_is_written_as_it_is_read(text: str) -> None:
    assert heard_text(heard(text)) == text


@pytest.mark.parametrize(
    "fact", ["open_now=maybe", "agents_ready=many", "weather=fine", "journey.color=red", "__class__=x"]
)
def test_a_fact_that_does_not_exist_is_refused(fact: str) -> None:
    with pytest.raises(ScriptFault, match="@ "):
        list(run(FLOW, [f"@ {fact}"]))


def test_the_key_that_ends_the_input_is_no_part_of_it_as_on_a_telephone() -> None:
    dialogue = Dialogue(FLOW)
    for what in (Started(), Digits("1"), Digits("1"), Digits("#"), Digits("427#")):
        dialogue.hear(what)
    asked = [(step.heard, step.way) for step in dialogue.state.path if step.node == "order_number"]
    assert asked == [("", "no_input"), ("427", "next")]


def test_both_sides_are_printed() -> None:
    lines = list(run(FLOW, ["@ language=en", "1", "427", "hangup"]))
    assert lines[:3] == ["@ language=en", "< Welcome to Parsa Home.", "< How can we help you?"]
    assert lines[-4:] == [
        "< Thank you. One moment please: a colleague from orders will help you.",
        "[enqueue orders]",
        "> hangup",
        "[hung up]",
    ]


def test_what_it_prints_can_be_kept_as_a_golden_conversation(tmp_path: Path) -> None:
    lines = list(run(FLOW, ["@ open_now=false", "2", "silence", "record 4"]))
    file = tmp_path / "kept.txt"
    file.write_text("# kept\n" + "\n".join(lines))
    assert played(FLOW, Golden.read(file)).ending == "hangup voicemail"


def simulate(*argv: str, typed: str = "") -> tuple[int, str]:
    out = io.StringIO()
    return main(argv, io.StringIO(typed), out), out.getvalue()


def test_the_command_reads_a_conversation_and_prints_both_sides() -> None:
    code, text = simulate("--language", "fa", "--from", "+15550100", typed="3\n")
    assert code == 0
    assert text.startswith("< به پارسا هوم خوش آمدید.\n")
    assert text.endswith("[enqueue general]\n")


def test_the_command_greets_even_where_nothing_is_typed() -> None:
    assert simulate()[1].endswith("[gather]\n")


def test_the_command_says_which_line_it_does_not_understand(capsys: pytest.CaptureFixture[str]) -> None:
    assert simulate(typed="1\nhello\n")[0] == 2
    assert "line 2" in capsys.readouterr().err


@pytest.mark.parametrize("content", ["not json", "{}", '{"nodes": []}', None])
def test_the_command_refuses_what_is_no_flow(
    content: str | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "flow.json"
    if content is not None:
        file.write_text(content)
    assert simulate("--flow", str(file))[0] == 1
    assert str(file) in capsys.readouterr().err


def test_a_draft_with_faults_can_be_tried_and_its_faults_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "draft.json"
    file.write_text(json.dumps({**DEMO, "operator": "gone"}))
    assert simulate("--flow", str(file), typed="1\n")[0] == 0
    assert "operator leads to 'gone'" in capsys.readouterr().err


class Keyboard(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_somebody_at_the_keyboard_is_greeted_first_and_may_mistype() -> None:
    out = io.StringIO()
    assert main([], Keyboard("what\n@ weather=fine\n1\n"), out) == 0
    lines = out.getvalue().splitlines()
    assert lines[0] == "< Welcome to Parsa Home."
    assert sum(line.startswith("? ") for line in lines) == 2
    assert lines[-1] == "[gather]"


def test_what_is_not_text_is_refused_in_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([], io.TextIOWrapper(io.BytesIO(b"1\n\xff\xfe\n"), "utf-8"), io.StringIO()) == 2
    assert "not UTF-8" in capsys.readouterr().err
