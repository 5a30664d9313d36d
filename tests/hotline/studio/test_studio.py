"""What becomes of a Studio flow: the same conversation where that can be, and a question where it cannot."""

from __future__ import annotations

import json
from typing import Any

import pytest

from hotline import studio
from hotline.studio import Line
from ivr import flow
from ivr.facts import Facts
from ivr.heard import Digits, LookedUp, Recorded, Silence, Spoken
from ivr.kinds.menu import Menu
from ivr.kinds.outside import LookUp
from ivr.turns import Dial, Enqueue, Gather, Hangup, Record
from tests.hotline.studio.export import GREEN_CORNER, LINE, export, gather, match, say, split, widget
from tests.ivr.small import said, talk

KEY, WORD = "widgets.menu.Digits", "widgets.menu.SpeechResult"
MENU = (
    gather("menu", "keypress>by_key", "speech>by_word", "timeout>menu"),
    split("by_key", "noMatch>again", match("line", KEY, "1"), match("bye", KEY, "2")),
    split("by_word", "noMatch>again", match("line", WORD, "order, orders", "matches_any_of")),
    say("again", "menu", "Sorry?"),
    say("bye", "", "Goodbye."),
    LINE,
)


def read(*widgets: dict[str, Any], **more: Any) -> tuple[flow.Flow, dict[str, Line]]:
    made, lines = studio.read(export(*widgets, **more))
    return flow.read(made), {line.widget: line for line in lines}


def faults(draft: flow.Flow) -> str:
    return "\n".join(map(str, flow.check(draft)))


def test_a_question_and_the_splits_on_its_answer_are_one_menu() -> None:
    draft, lines = read(*MENU)
    assert faults(draft) == ""
    assert {node.key for node in draft.nodes} == {"menu", "again", "bye", "line", "end"}
    assert {line.outcome for line in lines.values()} == {"mapped"}
    assert "by_key, by_word" in lines["menu"].sentence
    assert talk(draft, Digits("1"))[1].ending == Enqueue("general")
    assert talk(draft, Spoken("orders"))[1].ending == Enqueue("general")
    assert said(talk(draft, Digits("2"))[1]) == ["Goodbye."]
    assert talk(draft, Digits("2"))[1].ending == Hangup()


def test_a_wrong_key_goes_where_no_match_went_and_silence_where_the_timeout_did() -> None:
    draft, _ = read(*MENU)
    assert said(talk(draft, Digits("7"))[1]) == ["Sorry?", "What is it?"]
    assert said(talk(draft, Silence(), Silence())[1]) == ["What is it?"]


def test_what_could_only_be_said_gets_a_key_and_that_is_told() -> None:
    spoken = split("by_word", "noMatch>menu", match("line", WORD, "agent", "contains"))
    draft, lines = read(gather("menu", "keypress", "speech>by_word", "timeout>line"), spoken, LINE)
    assert (lines["menu"].outcome, "pressed, too: 1" in lines["menu"].sentence) == ("approximated", True)
    assert talk(draft, Spoken("an agent please"))[1].ending == Enqueue("general")


def test_digits_that_nobody_chooses_from_are_an_answer() -> None:
    number = gather("number", "keypress>tell", "speech", "timeout>line", number_of_digits=6, finish_on_key="#")
    draft, lines = read(number, say("tell", text="It is {{widgets.number.Digits}}."), LINE)
    assert faults(draft) == ""
    assert lines["number"].outcome == "mapped"
    assert said(talk(draft, Digits("427#"))[1]) == ["It is", "427"]


def test_a_split_that_somebody_else_leads_to_stays_a_fork_on_the_answer() -> None:
    back = say("back", "by_key", "Once more.")
    draft, _ = read(
        gather("menu", "keypress>by_key", "timeout>line"),
        split("by_key", "noMatch>line", match("back", KEY, "1"), match("line", KEY, "2")),
        back,
        LINE,
    )
    assert draft.by_key["by_key"].kind == "fork"
    assert ("menu", "menu") in {(node.key, node.answer) for node in draft.nodes if isinstance(node, Menu)}


@pytest.mark.parametrize(
    ("kind", "value", "heard", "fits"),
    [
        ("equal_to", "12", "12", True),
        ("not_equal_to", "12", "12", False),
        ("not_equal_to", "12", "13", True),
        ("matches_any_of", "12, 13", "13", True),
        ("does_not_match_any_of", "12, 13", "13", False),
        ("does_not_match_any_of", "12, 13", "14", True),
        ("greater_than", "12", "12", False),
        ("greater_than", "12", "13", True),
        ("less_than", "12", "11", True),
        ("is_not_blank", "", "12", True),
        ("is_blank", "", "12", False),
    ],
)
def test_a_condition_holds_when_it_held(kind: str, value: str, heard: str, fits: bool) -> None:
    number = gather("number", "keypress>check", "timeout>line", number_of_digits=2)
    gap = "widgets.number.Digits"
    check = split("check", "noMatch>bye", match("first", gap, "99"), match("line", gap, value, kind))
    draft, lines = read(number, check, say("bye", "", "Goodbye."), say("first", "", "First."), LINE)
    assert faults(draft) == ""
    assert lines["check"].outcome == "mapped"
    ending = talk(draft, Digits(heard))[1].ending
    assert ending == (Enqueue("general") if fits else Hangup())
    assert said(talk(draft, Digits("99"))[1]) == ["First."]


def test_the_words_before_the_tone_ask_for_the_message() -> None:
    box = widget("box", "record-voicemail", "recordingComplete", "noAudio", "hangup", max_length=60)
    draft, lines = read(say("closed", "box", "Leave us a message."), box)
    assert faults(draft) == ""
    _, turn = talk(draft)
    assert (said(turn), turn.ending) == (["Leave us a message."], Record(max_s=60))
    assert talk(draft, Recorded("x.wav", 4.0))[0].message
    assert lines["box"].outcome == lines["closed"].outcome == "mapped"


def test_a_variable_that_only_copies_an_answer_is_that_answer() -> None:
    number = gather("number", "keypress>keep", "timeout>line", number_of_digits=6)
    variables = [{"key": "order", "value": "{{widgets.number.Digits}}"}, {"key": "shop", "value": "plants"}]
    keep = widget("keep", "set-variables", "next>tell", variables=variables)
    tell = say("tell", text="{{flow.variables.shop}} {{ flow.variables.order }} {{trigger.call.From}}")
    draft, _ = read(number, keep, tell, LINE)
    assert faults(draft) == ""
    assert said(talk(draft, Digits("427"), facts=Facts(caller="+1555"))[1]) == ["plants", "427", "+1555"]


def test_who_calls_and_who_writes_may_begin_elsewhere() -> None:
    ways = ("incomingMessage>written", "incomingCall>spoken", "incomingRequest>spoken")
    trigger = widget("Trigger", "trigger", *ways)
    widgets = [trigger, say("written", text="Hi."), say("spoken", text="Hello."), LINE]
    made, lines = studio.read({"states": widgets, "initial_state": "Trigger"})
    assert said(talk(flow.read(made), facts=Facts(channel="phone"))[1]) == ["Hello."]
    assert said(talk(flow.read(made), facts=Facts(channel="chat"))[1]) == ["Hi."]
    assert lines[0].outcome == "mapped"


def test_where_nothing_is_connected_the_call_ends_as_it_did() -> None:
    draft, lines = read(say("hello", ""), LINE, first="hello")
    assert talk(draft)[1].ending == Hangup()
    assert "audioComplete → the call ends" in lines["hello"].sentence


def test_a_way_to_a_widget_that_does_not_exist_stays_broken_and_is_told() -> None:
    draft, lines = read(say("hello", "nowhere"), LINE)
    assert "which does not exist" in lines["hello"].sentence
    assert "hello: next leads to 'missing_nowhere'" in faults(draft)


@pytest.mark.parametrize(
    ("kind", "ways"),
    [
        ("run-function", ("success>line", "fail>bye")),
        ("add-twiml-redirect", ("return>line", "timeout>bye", "fail>bye")),
        ("capture-payments", ("success>line", "maxFailedAttempts>bye", "hangup")),
        ("connect-virtual-agent", ("return>line", "hangup")),
        ("something-of-next-year", ("done>line", "other>bye")),
    ],
)
def test_what_nothing_stands_for_keeps_its_place_and_cannot_be_published(kind: str, ways: tuple[str, ...]) -> None:
    odd = widget("odd", kind, *ways, url="https://example.com/do")
    draft, lines = read(say("hello", "odd"), odd, say("bye", ""), LINE, first="hello")
    assert lines["odd"].outcome == "undecided"
    assert all(way.partition(">")[0] in lines["odd"].sentence for way in ways)
    assert "odd: Nothing is known as facts.studio_odd." in faults(draft)


def test_a_request_is_a_look_up_that_keeps_what_is_used_of_the_answer_and_no_secrets() -> None:
    ask = widget(
        "ask",
        "make-http-request",
        "success>tell",
        "failed>line",
        method="POST",
        url="https://erp.example.com/orders?key=geheim&caller={{trigger.call.From}}",
        parameters=[{"key": "Token", "value": "geheim"}, {"key": "number", "value": "{{widgets.number.Digits}}"}],
        body='{"to": "{{trigger.call.From}}", "key": "geheim"}',
    )
    number = gather("number", "keypress>ask", "timeout>line", number_of_digits=6)
    tell = say("tell", text="It is {{widgets.ask.parsed.items[0].state}}.")
    draft, lines = read(number, ask, tell, LINE)
    assert faults(draft) == ""
    node = draft.by_key["ask"]
    assert isinstance(node, LookUp)
    assert node.send == {"number": "{number}", "caller": "{caller}", "from": "{caller}"}
    assert [(each.fact, each.path) for each in node.take] == [("ask_items_0_state", "items.0.state")]
    assert (lines["ask"].outcome, "the connection ask" in lines["ask"].sentence) == ("undecided", True)
    assert "geheim" not in str(draft.model_dump()) + str(lines)
    heard = LookedUp(True, {"items": [{"state": "sent"}]})
    assert said(talk(draft, Digits("427"), heard)[1]) == ["It is sent."]
    assert talk(draft, Digits("427"), LookedUp(False))[1].ending == Enqueue("general")


def test_one_number_is_a_transfer_and_anything_else_is_asked_about() -> None:
    shop = widget(
        "shop", "connect-call-to", "callCompleted>line", "hangup", noun="number", to="+4930123456", timeout=20
    )
    home = widget("home", "connect-call-to", "callCompleted>line", "hangup>line", noun="sip", sip_endpoint="sip:a@b.c")
    draft, lines = read(split("which", "noMatch>home", match("shop", "trigger.call.From", "+1")), shop, home, LINE)
    assert talk(draft, facts=Facts(caller="+1"))[1].ending == Dial("+4930123456", 20)
    assert (lines["shop"].outcome, lines["home"].outcome) == ("approximated", "undecided")
    assert "sip:a@b.c" in lines["home"].sentence
    assert "home: Nothing is known as facts.studio_home" in faults(draft)


def test_a_text_to_the_caller_is_a_message_and_to_others_is_asked_about() -> None:
    ours = widget("ours", "send-message", "sent>theirs", "failed>line", to="{{contact.channel.address}}", body="Hello.")
    theirs = widget("theirs", "send-message", "sent>line", "failed>line", to="+15550001234", body="A call.")
    draft, lines = read(ours, theirs, LINE)
    assert (lines["ours"].outcome, lines["theirs"].outcome) == ("mapped", "undecided")
    assert said(talk(draft, facts=Facts(channel="chat"))[1])[0] == "Hello."


def test_a_flow_within_a_flow_has_to_be_imported_too() -> None:
    other = widget("other", "run-subflow", "completed>line", "failed>line", flow_sid="FW" + "0" * 32)
    draft, lines = read(other, LINE)
    assert (lines["other"].outcome, "import that one" in lines["other"].sentence) == ("undecided", True)
    assert "other: There is no flow" in faults(draft)


def test_a_condition_on_the_time_is_a_question_of_the_hotlines_hours() -> None:
    when = split("when", "noMatch>bye", match("line", "flow.variables.now", "09:00", "is_after_time"))
    draft, lines = read(when, say("bye", ""), LINE)
    assert draft.by_key["when"].kind == "hours"
    assert (lines["when"].outcome, "hours" in lines["when"].sentence) == ("undecided", True)


def test_a_recording_and_a_condition_in_a_text_are_asked_about() -> None:
    played = widget("played", "say-play", "audioComplete>tells", play="https://example.com/hello.mp3")
    draft, lines = read(played, say("tells", text="{% if x %}Hi{% endif %} {{widgets.odd.x | upcase}}"), LINE)
    assert "https://example.com/hello.mp3" in lines["played"].sentence
    assert lines["tells"].outcome == "undecided"
    assert "{{widgets.odd.x}}" in lines["tells"].sentence
    assert "upcase" in lines["tells"].sentence
    assert "played: It has no prompt" in faults(draft)
    assert "tells: prompt (en) has {studio_odd_x}" in faults(draft)


def test_a_flow_that_speaks_two_languages_is_told_as_a_whole() -> None:
    draft, lines = read(say("hello", "salut", language="en-US"), say("salut", language="fr-FR", text="Salut."), LINE)
    assert draft.languages == ["en", "fr"]
    assert lines[""].outcome == "undecided"


def test_long_texts_are_said_by_several_nodes() -> None:
    draft, _ = read(say("long", text="This is a sentence. " * 120), LINE)
    assert faults(draft) == ""
    assert " ".join(said(talk(draft)[1])) == ("This is a sentence. " * 120).strip()


def test_nothing_of_a_whole_company_is_dropped() -> None:
    made, lines = studio.read(GREEN_CORNER.read_bytes())
    draft = flow.read(made)
    definition = json.loads(GREEN_CORNER.read_bytes())
    assert [line.widget for line in lines] == [state["name"] for state in definition["states"]]
    for state, line in zip(definition["states"], lines, strict=True):
        for way in state["transitions"]:
            assert way["event"] in line.sentence
            assert way.get("next", "the call ends") in line.sentence
    assert isinstance(talk(draft)[1].ending, Gather)
    _, turn = talk(draft, Digits("0"))
    assert turn.ending == Enqueue("sales_team", priority=5)
    assert said(talk(draft, facts=Facts(channel="chat"))[1]) == ["Hello! Write ORDER or PERSON."]
