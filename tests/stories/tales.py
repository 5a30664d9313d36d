"""Whole calls, each told once, for every stage. See tests/stories/stages."""

from __future__ import annotations

from tests.stories import arranged
from tests.stories.stages import MUSIC, Stage, Telephone

TO_A_MESSAGE = {"rules": {"overflow": [{"when": "waited", "limit": 2, "to": "message"}]}}


def is_helped_by_two(stage: Stage, number: str) -> Telephone:
    """A wrong key, silence, the line, hold; a colleague is asked aside, to and fro, all together, and has it then."""
    with stage.agent("sara") as sara:
        customer = stage.telephone(number).dials().presses("1", "9").is_silent().presses("1", "427#")
        customer.is_("queued")
        sara.picks_up()
        stage.hear_each_other(customer, sara)
        sara.does("hold", customer)
        stage.hear({customer: MUSIC})
        sara.does("resume", customer)
        stage.hear_each_other(customer, sara)
        with stage.agent("daniel") as daniel:
            sara.does("consult", customer, kind="agent", to=str(daniel.id), note="Knows about kettles?")
            daniel.picks_up()
            stage.hear({customer: MUSIC, sara: {"daniel"}, daniel: {"sara"}})
            sara.does("toggle", customer)
            stage.hear({customer: {"sara"}, sara: {"customer"}, daniel: MUSIC})
            sara.does("together", customer)
            stage.hear_each_other(customer, sara, daniel)
            sara.does("complete", customer)
            stage.hear({customer: {"daniel"}, daniel: {"customer"}})
            daniel.does("hang-up", customer)
            customer.was_served()
            sara.says_how_it_ended(customer, "Handed to Daniel.", "other")
            daniel.says_how_it_ended(customer, "Sent it again.")
            for each in (sara, daniel):
                each.is_("ready")
    return customer


def goes_through_many_hands(stage: Stage, number: str) -> Telephone:
    """Parked, picked up by somebody else, into another queue, to a given agent; and then asked how it was."""
    with stage.agent("sara") as sara:
        customer = stage.waiting(number)
        sara.picks_up()
        with stage.agent("daniel") as daniel:
            sara.does("park", customer, note="Wants the workshop.")
            stage.hear({customer: MUSIC})
            sara.says_how_it_ended(customer, "Is in the park.")
            daniel.does("pick-up", customer)
            daniel.picks_up()
            stage.hear_each_other(customer, daniel)
            sara.ask("PUT", "desk/presence", {"presence": "break"})
            daniel.does("transfer", customer, kind="queue", to="service", note="A repair.")
            customer.is_("queued")
            sara.ask("PUT", "desk/presence", {"presence": "ready"})
            sara.picks_up()
            daniel.says_how_it_ended(customer)
            daniel.is_("ready")
            sara.does("transfer", customer, kind="agent", to=str(daniel.id), note="Yours after all.")
            daniel.picks_up()
            stage.hear_each_other(customer, daniel)
            stage.a_moment_passes(customer)
            daniel.does("hang-up", customer)
            customer.presses("5")
            customer.was_served(sara, daniel)
    return customer


def leaves_a_message(stage: Stage, number: str) -> Telephone:
    """Nobody is there for as long as the queue's rule allows."""
    with arranged.queue(stage.product, "orders", **TO_A_MESSAGE):
        customer = stage.waiting(number)
        customer.waits_in_vain()
        customer.leaves_message()
        customer.message_was_kept()
    return customer


def gives_up_in_line(stage: Stage, number: str) -> Telephone:
    """It rings at somebody who does not answer; the customer has waited for long enough."""
    with arranged.queue(stage.product, "orders", ring_s=2), stage.agent("sara") as sara:
        customer = stage.waiting(number)
        customer.came_to("OfferEnded")
        sara.is_("break")
        stage.hear({customer: MUSIC})
        customer.hangs_up()
        customer.ends_as("left_in_queue")
    return customer


def is_dropped_at_once(stage: Stage, number: str) -> Telephone:
    """By whoever answered; they are first in line again, and somebody else helps."""
    with stage.agent("sara") as sara:
        customer = stage.waiting(number)
        later = stage.waiting(number[:-1] + "9")
        sara.picks_up()
        sara.vanishes()
        customer.came_to("BackInLine")
        sara.is_("break")
        with stage.agent("daniel") as daniel:
            daniel.picks_up()
            stage.hear_each_other(customer, daniel)
            assert later.row.state == "queued"
            customer.hangs_up()
            customer.was_served(daniel)
    later.hangs_up()
    later.ends_as("left_in_queue")
    return customer


def loses_the_agent_twice(stage: Stage, number: str) -> Telephone:
    """Whose page was reloaded, and came back; and then did not, so that somebody else goes on."""
    with stage.agent("sara") as sara:
        customer = stage.waiting(number)
        sara.picks_up()
        stage.hear_each_other(customer, sara)
        stage.a_moment_passes(customer)
        sara.vanishes()
        customer.came_to("AgentLost")
        stage.hear({customer: MUSIC})
        sara.does("rejoin", customer)
        sara.picks_up()
        customer.came_to("AgentBack")
        stage.hear_each_other(customer, sara)
        sara.does("hang-up", customer)
        customer.was_served(sara)
    return customer


def keeps_their_place_and_is_called_back(stage: Stage, number: str) -> Telephone:
    """The agent first, as the queue wants it."""
    with arranged.queue(stage.product, "orders", callback_first="agent"):
        customer = stage.waiting(number)
        customer.would_rather_be_called()
        customer.ends_as("callback")
        with stage.agent("sara") as sara:
            sara.picks_up()
            customer.answers()
            customer.is_("talking")
            stage.hear_each_other(customer, sara)
            stage.a_moment_passes(customer)
            customer.hangs_up()
            customer.was_served(sara)
    return customer


def is_called_by_an_agent(stage: Stage, number: str) -> Telephone:
    """Who is busy at first."""
    customer = stage.telephone(number)
    with stage.agent("daniel") as daniel:
        for busy in (True, False):
            daniel.ask("POST", "calls", {"number": number})
            daniel.picks_up()
            if busy:
                customer.is_busy()
                call = stage.product.newest_call()
                assert call
                customer.id = call.id
                customer.ends_as("busy")
            else:
                customer.answers()
                customer.is_("talking")
                stage.hear_each_other(customer, daniel)
                daniel.does("hang-up", customer)
                customer.was_served()
            daniel.says_how_it_ended(customer)
    return customer


def is_heard_by_a_supervisor(stage: Stage, number: str) -> Telephone:
    """Who listens, whispers to the agent, and joins them."""
    with stage.agent("sara") as sara:
        customer = stage.waiting(number)
        sara.picks_up()
        with stage.agent("mina") as mina:
            mina.listens(customer, "listen")
            mina.picks_up()
            stage.hear({customer: {"sara"}, sara: {"customer"}, mina: {"customer", "sara"}})
            mina.listens(customer, "whisper")
            stage.hear({customer: {"sara"}, sara: {"customer", "mina"}, mina: {"customer", "sara"}})
            mina.listens(customer, "barge")
            stage.hear_each_other(customer, sara, mina)
            mina.ask("DELETE", "listening")
            stage.hear({customer: {"sara"}, sara: {"customer"}})
            customer.hangs_up()
            customer.was_served(sara)
    return customer


TALES = (
    is_helped_by_two,
    goes_through_many_hands,
    leaves_a_message,
    gives_up_in_line,
    is_dropped_at_once,
    loses_the_agent_twice,
    keeps_their_place_and_is_called_back,
    is_called_by_an_agent,
    is_heard_by_a_supervisor,
)
"""`test_threefold` tells each of them on every stage."""
