"""What may be said at a question, and what happens to words that were hardly understood."""

from __future__ import annotations

from ivr.engine import advance
from ivr.facts import Facts
from ivr.flow import Flow
from ivr.heard import Digits, Silence, Spoken
from ivr.state import State
from ivr.turns import Enqueue, Gather, Turn

from .small import BYE, ask, flow, menu, option, said, talk

ORDERS = {"label": {"en": "An order", "fa": "سفارش"}, "words": {"en": ["order"], "fa": ["سفارشم"]}}
REFUNDS = {"label": {"en": "Refunds", "fa": "مرجوعی"}, "words": {"en": ["refund"]}}
TOPICS = flow(
    menu(option("1", "bye", **ORDERS), option("2", **REFUNDS)), BYE, languages=["en", "fa"], operator="person"
)


def words(turn: Turn) -> tuple[str, ...]:
    assert isinstance(turn.ending, Gather)
    return turn.ending.words


def doubtful(flow: Flow, *then: object) -> tuple[State, Turn]:
    return talk(flow, Spoken("refund", 0.3), *then)  # type: ignore[arg-type]


def test_a_menu_may_be_answered_by_its_own_words_its_keys_and_a_wish_for_a_person() -> None:
    may_say = words(talk(TOPICS)[1])
    assert may_say[:3] == ("An order", "order", "one")
    assert "operator" in may_say
    assert "سفارش" not in may_say


def test_the_words_are_of_the_language_that_is_spoken() -> None:
    _, turn = talk(TOPICS, state=State(language="fa"))
    assert words(turn)[:3] == ("سفارش", "سفارشم", "یک")
    assert turn.ending.language == "fa"  # type: ignore[union-attr]


def test_a_number_may_be_spoken_figure_by_figure() -> None:
    assert {"zero", "oh", "nine"} <= set(words(talk(flow(ask()))[1]))


def test_in_a_chat_nothing_is_listened_for() -> None:
    assert words(talk(TOPICS, facts=Facts(channel="chat"))[1]) == ()


def test_a_sure_word_is_taken_at_once() -> None:
    assert isinstance(talk(TOPICS, Spoken("refund", 0.9))[1].ending, Enqueue)


def test_a_doubtful_word_is_said_back_and_nothing_else_is() -> None:
    _, turn = doubtful(TOPICS)
    assert said(turn) == ["Did you say: refund? Yes or no?"]
    assert {"yes", "no", "order"} <= set(words(turn))


def test_yes_takes_the_doubtful_word() -> None:
    state, turn = doubtful(TOPICS, Spoken("yes", 0.9))
    assert isinstance(turn.ending, Enqueue)
    assert state.doubt == ""


def test_no_puts_the_question_again() -> None:
    _, turn = doubtful(TOPICS, Spoken("no", 0.9))
    assert said(turn) == ["What now?"]


def test_another_word_or_a_key_answers_the_question_itself() -> None:
    assert doubtful(TOPICS, Spoken("order", 0.9))[0].ended == "goodbye"
    assert doubtful(TOPICS, Digits("1"))[0].ended == "goodbye"


def test_silence_after_a_doubtful_word_is_silence() -> None:
    state, turn = doubtful(TOPICS, Silence())
    assert said(turn) == ["Nothing heard.", "What now?"]
    assert state.retries == {"no_input": 1}


def test_words_that_nobody_expects_are_no_match_and_no_doubt() -> None:
    state, _ = talk(TOPICS, Spoken("", 0.0))
    assert state.retries == {"no_match": 1}


def test_typed_words_are_never_doubted() -> None:
    assert isinstance(talk(TOPICS, Spoken("refund", 0.3), facts=Facts(channel="chat"))[1].ending, Enqueue)


def test_a_doubt_survives_a_restart() -> None:
    state, _ = doubtful(TOPICS)
    again = State.from_json(state.to_json())
    _, turn = advance(TOPICS, again, Spoken("yes", 0.9), Facts())
    assert isinstance(turn.ending, Enqueue)
