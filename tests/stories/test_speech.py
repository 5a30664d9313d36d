"""Callers speak to the menu: a real SIP phone, the whole product, and the real Vosk engine with the tiny models."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import select

from acd.models import WorkItem
from tests.sip import Phone
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
