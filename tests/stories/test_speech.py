"""Callers speak to the menu: a real SIP phone, the whole product, and the real Vosk engine with the tiny models."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select

from acd.models import WorkItem
from tests.sip import Phone
from tests.stories.agent import Telephonist
from tests.stories.caller import waits
from tests.stories.product import Product
from tests.voices import LANGUAGES, MODELS, spoken


@pytest.fixture(scope="module")
def product(parts: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    models = ",".join(f"{language}={MODELS / language}" for language in LANGUAGES)
    with Product(tmp_path_factory.mktemp("speaking"), VOSK_MODEL_PATH=models) as product:
        yield product


def queue_of(product: Product, call_id: int) -> str | None:
    with product.db.reading() as session:
        return session.scalar(select(WorkItem.queue_key).where(WorkItem.kind == "call", WorkItem.contact_id == call_id))


def way_through(product: Product, call_id: int) -> list[tuple[str, str]]:
    """(node, what was heard there) of each step with an answer."""
    path = product.call(call_id).flow_state["path"]
    return [(step["node"], step["heard"]) for step in path if step["heard"]]


def test_a_caller_speaks_and_presses_keys_as_they_like(product: Product, phone: Callable[..., Phone]) -> None:
    caller = phone("15551230021")
    caller.dial(product.hotline)
    time.sleep(1.5)
    caller.press("1")  # a key over the prompt
    time.sleep(1.5)
    caller.speak(spoken("refund"))  # a voice over the prompt
    time.sleep(2.5)
    caller.speak(spoken("four two seven"))
    call = product.newest_call()
    product.wait_until(lambda: queue_of(product, call.id) == "service", 10, "the caller waits for returns and repair")
    caller.hang_up()
    said = [step for step in way_through(product, call.id) if step[0] != "journey"]
    assert said == [("language", "1"), ("main", "refund"), ("service_number", "four two seven")]


def test_a_persian_caller_speaks_persian(product: Product, phone: Callable[..., Phone]) -> None:
    caller = phone("15551230022")
    caller.dial(product.hotline)
    time.sleep(1.5)
    caller.speak(spoken("persian"))
    time.sleep(2.5)
    caller.speak(spoken("سفارش", "fa"))
    time.sleep(2.5)
    caller.speak(spoken("چهار دو هفت", "fa"))
    call = product.newest_call()
    product.wait_until(lambda: queue_of(product, call.id) == "orders", 10, "the caller waits for orders")
    caller.hang_up()
    assert product.call(call.id).language == "fa"
    assert way_through(product, call.id)[1:] == [("main", "سفارش"), ("order_number", "چهار دو هفت")]


def test_what_is_said_in_a_talk_stands_on_the_desk_while_it_is_said(
    product: Product, phone: Callable[..., Phone], tmp_path: Path
) -> None:
    caller = waits(product, phone("15551230023"))
    with Telephonist(product, tmp_path / "sara", "sara") as sara:
        sara.answer()
        caller.is_("talking")

        def on_the_desk(speaker: str, word: str) -> bool:
            said = sara.ask("GET", f"calls/{caller.id}/words")["sentences"]
            return any(each["speaker"] == speaker and word in each["text"] for each in said)

        # Models are loaded when the first talk begins: whoever speaks meanwhile is in the transcript alone.
        for speaker, telephone, word in (("caller", caller.phone, "refund"), ("agent", sara.phone, "order")):
            product.wait_until(partial(_says, telephone, word, on_the_desk, speaker), 60, f"the {speaker} is read")
        caller.phone.hang_up()
        caller.ends_as("served")
        sara.wrap_up(caller.id)


def _says(telephone: Phone, word: str, on_the_desk: Callable[[str, str], bool], speaker: str) -> bool:
    telephone.speak(spoken(word))
    time.sleep(1.0)
    return on_the_desk(speaker, word)
