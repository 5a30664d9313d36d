"""What goes wrong in the middle of a call, on the real product: the caller, the agent and the record come out of it."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from config import Config
from telephony.asterisk.switch import AsteriskSwitch
from tests.sip import Phone
from tests.stories.agent import Telephonist
from tests.stories.caller import QUESTIONS, Caller, both_hear, waits
from tests.stories.desk import Desk
from tests.stories.product import Product
from timeline.models import Journey

Dial = Callable[..., Phone]
NUMBERS = (f"1555123{number:04}" for number in count(1000))
"""Each caller is a new one: a known customer would be asked about their journey first."""


@pytest.fixture(scope="module")
def product(parts: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """One of our own: nobody else's calls are in it when it dies."""
    with Product(tmp_path_factory.mktemp("faults"), RECOGNIZERS="0") as product:
        yield product
    assert product.processes() == []


@pytest.fixture(scope="module")
def switch(product: Product) -> Iterator[AsteriskSwitch]:
    """A look into Asterisk that is not the product's own."""
    switch = AsteriskSwitch(Config.from_env(product.environment))
    switch.start()
    yield switch
    switch.stop()


@pytest.fixture
def sara(product: Product, tmp_path: Path) -> Iterator[Telephonist]:
    with Telephonist(product, tmp_path / "sara", "sara") as sara:
        yield sara


@pytest.fixture
def desk(product: Product, browse: Callable[..., Page], beeps: Path) -> Iterator[Desk]:
    """The same agent in a browser."""
    desk = Desk(browse(beeps), product, "sara").log_in().go_ready()
    yield desk
    desk.go_offline()


# A caller hangs up.


def in_the_greeting(product: Product, phone: Phone, sara: Telephonist) -> Caller:
    return Caller(product, phone)


def in_the_menu(product: Product, phone: Phone, sara: Telephonist) -> Caller:
    caller = Caller(product, phone)
    caller.presses(*QUESTIONS[:2])
    caller.hears_something()
    return caller


def in_the_queue(product: Product, phone: Phone, sara: Telephonist) -> Caller:
    sara.ask("PUT", "desk/presence", {"presence": "break"})
    caller = waits(product, phone)
    caller.hears_something()
    return caller


def while_it_rings(product: Product, phone: Phone, sara: Telephonist) -> Caller:
    caller = waits(product, phone)
    sara.phone.wait_for("CALL_INCOMING", 30)
    return caller


def just_as_the_agent_answers(product: Product, phone: Phone, sara: Telephonist) -> Caller:
    caller = while_it_rings(product, phone, sara)
    sara.phone.order("accept")
    return caller


def in_the_talk(product: Product, phone: Phone, sara: Telephonist) -> Caller:
    caller = waits(product, phone)
    sara.answer()
    caller.is_("talking")
    return caller


def on_hold(product: Product, phone: Phone, sara: Telephonist) -> Caller:
    caller = in_the_talk(product, phone, sara)
    sara.ask("POST", f"calls/{caller.id}/hold")
    caller.is_("held")
    return caller


@pytest.mark.parametrize(
    ("where", "outcomes"),
    [
        (in_the_greeting, {"left_in_menu"}),
        (in_the_menu, {"left_in_menu"}),
        (in_the_queue, {"left_in_queue"}),
        (while_it_rings, {"left_in_queue"}),
        (just_as_the_agent_answers, {"left_in_queue", "served"}),
        (in_the_talk, {"served"}),
        (on_hold, {"served"}),
    ],
    ids=lambda value: value.__name__ if callable(value) else "",
)
def test_a_caller_who_hangs_up_leaves_one_outcome_and_a_free_agent(
    where: Callable[..., Caller],
    outcomes: set[str],
    product: Product,
    phone: Dial,
    sara: Telephonist,
    switch: AsteriskSwitch,
) -> None:
    caller = where(product, phone(next(NUMBERS)), sara)
    caller.phone.hang_up()
    outcome = product.wait_until(lambda: caller.row.outcome, 20, "the call has an outcome")
    assert outcome in outcomes
    caller.ends_as(outcome)
    product.wait_until(lambda: not switch.live(), 20, "no channel is left")
    if outcome == "served":
        sara.wrap_up(caller.id)
    assert sara.presence() == ("break" if where is in_the_queue else "ready")


# Our process is killed. Asterisk is not, and the next of ours adopts it.


def test_a_caller_in_the_menu_is_asked_again_after_a_crash(
    product: Product, phone: Dial, switch: AsteriskSwitch
) -> None:
    caller = Caller(product, phone(next(NUMBERS)))
    caller.presses(*QUESTIONS[:2])
    caller.hears_something()
    asked = caller.row.turn_number

    def in_application(name: str) -> bool:
        return [channel["Application"] for channel in switch.channels()] == [name]

    product.kill()
    caller.phone.press("#")  # Nobody hears it, but the caller need not wait for the question's end.
    product.wait_until(lambda: in_application("MusicOnHold"), 20, "the caller is looked after")
    caller.hears_something()
    product.start()
    product.wait_until(lambda: in_application("Read"), 20, "the caller is asked again")
    assert caller.row.turn_number == asked, "the same question"
    caller.presses(QUESTIONS[2])
    caller.is_("queued")
    with product.db.reading() as session:
        journey = session.get_one(Journey, caller.row.journey_id)
    assert (journey.answers["reason"]["value"], journey.answers["order_number"]["value"]) == ("order", "427")
    caller.phone.hang_up()
    caller.ends_as("left_in_queue")


def test_a_caller_in_line_hears_music_through_a_crash_and_is_served_after_it(
    product: Product, phone: Dial, tmp_path: Path
) -> None:
    caller = waits(product, phone(next(NUMBERS)))
    product.kill()
    caller.hears_something(1.5)
    product.start()
    with Telephonist(product, tmp_path / "sara", "sara") as sara:
        sara.answer()
        caller.is_("talking")
        sara.hang_up(caller.id)
        caller.phone.wait_for("CALL_CLOSED")
        caller.ends_as("served")
        sara.wrap_up(caller.id)
        assert sara.presence() == "ready"


def test_an_agent_who_answers_while_nobody_listens_is_rung_again(
    product: Product, phone: Dial, sara: Telephonist
) -> None:
    caller = while_it_rings(product, phone(next(NUMBERS)), sara)
    product.kill()
    sara.phone.order("accept")
    sara.phone.wait_for("CALL_ESTABLISHED")
    product.start()
    sara.answer()
    caller.is_("talking")
    caller.phone.hang_up()
    caller.ends_as("served")
    assert caller.kinds.count("Answered") == 1
    sara.wrap_up(caller.id)
    assert sara.presence() == "ready"


def test_two_who_talk_go_on_talking_through_a_crash(product: Product, phone: Dial, desk: Desk) -> None:
    caller = waits(product, phone(next(NUMBERS)))
    desk.answer()
    desk.says("Talking")
    product.kill()
    both_hear(caller.phone, desk.page)
    product.start()
    both_hear(caller.phone, desk.page)
    desk.says("Talking")
    caller.phone.hang_up()
    caller.ends_as("served")
    assert "AgentLost" not in caller.kinds
    desk.wrap_up()
    is_served(product, phone, desk)


# Only the web server's worker is killed: the one process that does everything but keep Asterisk.


def test_a_worker_that_dies_is_replaced_and_everything_goes_on(
    product: Product, phone: Dial, sara: Telephonist, switch: AsteriskSwitch
) -> None:
    sara.ask("PUT", "desk/presence", {"presence": "break"})
    caller = waits(product, phone(next(NUMBERS)))
    died = worker(product)
    os.kill(died, signal.SIGKILL)
    product.wait_until(lambda: worker(product) not in (0, died), 20, "there is another worker")
    product.wait_until(product._answers, 30, "it answers")
    sara.ask("PUT", "desk/presence", {"presence": "ready"})
    sara.answer()
    caller.is_("talking")
    caller.phone.hang_up()
    caller.ends_as("served")
    sara.wrap_up(caller.id)
    assert sara.presence() == "ready"


def worker(product: Product) -> int:
    """The process that the web server's master started to serve with, or 0."""
    assert product._process
    master = product._process.pid
    children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    return next((int(pid) for pid in children if os.getpgid(int(pid)) == master), 0)


# Asterisk is killed, and every call with it.


def test_when_asterisk_dies_its_calls_end_and_the_next_one_is_served(product: Product, phone: Dial, desk: Desk) -> None:
    talks = waits(product, phone(next(NUMBERS)))
    desk.answer()
    desk.says("Talking")
    queues = waits(product, phone(next(NUMBERS)))
    asks = Caller(product, phone(next(NUMBERS)))
    asterisk = product.var / "asterisk" / "run" / "asterisk.pid"
    time.sleep(1.5)  # Asterisk tells in whole seconds when it started, and who came in the same one may have hung up.
    os.kill(int(asterisk.read_text()), signal.SIGKILL)
    for caller in (talks, queues, asks):
        caller.ends_as("failed")
    desk.wrap_up()
    expect(desk.page.get_by_text("Phone connected")).to_be_visible(timeout=30_000)
    is_served(product, phone, desk)


def is_served(product: Product, phone: Dial, desk: Desk) -> None:
    """A new caller is answered at this desk, and both hear each other."""
    caller = waits(product, phone(next(NUMBERS)))
    desk.answer()
    desk.says("Talking")
    both_hear(caller.phone, desk.page)
    desk.hang_up()
    caller.phone.wait_for("CALL_CLOSED")
    caller.ends_as("served")
    desk.wrap_up()
