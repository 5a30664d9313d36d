"""Calls that are more than a call: between queues and channels, and where an agent is gone. See `tales`."""

from __future__ import annotations

from sqlalchemy import select

from channels.models import Conversation
from tests.stories import arranged
from tests.stories.arranged import offers_of
from tests.stories.stages import Stage, Telephone, Worker
from tests.stories.stages.visitor import Visitor
from tests.stories.test_email import write
from timeline.models import Customer, Identity, Journey

FOR_EXPERTS = {"skills": {"orders": 5}, "rules": {"widening": [{"after_s": 2, "levels": {"orders": 3}}]}}
TO_EVERYBODY = {"rules": {"overflow": [{"when": "waited", "limit": 1, "to": "queue", "queue": "general"}]}}


def is_taken_by_who_knows_less(stage: Stage, number: str) -> Telephone:
    """No expert is there; after a while the queue asks for less."""
    with arranged.queue(stage.product, "orders", **FOR_EXPERTS), stage.agent("daniel") as daniel:
        customer = stage.waiting(number)
        assert offers_of(stage.product, customer.id) == [], "they do not know enough yet"
        daniel.picks_up()
        (offer,) = offers_of(stage.product, customer.id)
        assert (offer.state, offer.reasons["rule"]["ways"]) == ("accepted", [{"orders": 3}])
        _is_served(stage, customer, daniel)
    return customer


def flows_over_into_another_queue(stage: Stage, number: str) -> Telephone:
    """Where somebody is for everything else."""
    with (
        arranged.agent(stage.product, "Daniel Weber", skills={"orders": 3}),
        arranged.queue(stage.product, "service", **TO_EVERYBODY),
        stage.agent("daniel") as daniel,
    ):
        customer = stage.waiting(number, ("1", "2", "427#"))
        daniel.picks_up()
        assert customer.row.queue_key == "general"
        _is_served(stage, customer, daniel)
    return customer


def rings_at_a_frozen_panel(stage: Stage, number: str) -> Telephone:
    """Which says nothing more: the ring goes elsewhere long before it is over, and nobody is blamed."""
    with stage.agent("sara") as sara:
        customer = stage.waiting(number)
        customer.came_to("Offered")
        sara.freezes()
        with stage.agent("daniel") as daniel:
            daniel.picks_up()
            first, second = offers_of(stage.product, customer.id)
            assert (first.state, first.reasons["ended"], second.state) == ("failed", "gone", "accepted")
            assert sara.presence() == "offline"
            _is_served(stage, customer, daniel)
    return customer


def is_served_beside_a_chat(stage: Stage, number: str) -> Telephone:
    """By an agent who goes on chatting with somebody else, for another queue."""
    with stage.agent("sara") as sara:
        visitor = Visitor(stage.product).says("An order", "1").says("427")
        chat = sara.takes_what_is_written()
        customer = stage.waiting(number, ("1", "2", "427#"))
        sara.picks_up()
        stage.hear_each_other(customer, sara)
        visitor.says("Are you still there?")
        sara.ask("POST", f"conversations/{chat}/messages", {"text": "I am on the phone."})
        assert visitor.texts[-2:] == ["Are you still there?", "I am on the phone."]
        stage.hear_each_other(customer, sara)
        stage.a_moment_passes(customer)
        customer.hangs_up()
        customer.was_served(sara)
        sara.closes("chat", chat)
        sara.is_("ready")
    return customer


def goes_on_by_phone_from_a_chat(stage: Stage, number: str) -> Telephone:
    """With a code: the agent who chatted has them, and nothing is asked twice."""
    with stage.agent("sara") as sara:
        visitor = Visitor(stage.product).says("An order", "1").says("427")
        chat = sara.takes_what_is_written()
        sara.ask("POST", f"conversations/{chat}/messages", {"text": "Shall we talk?"})
        customer = stage.waiting(number, ("1", "*", f"{visitor.ask('code')['code']}#"))
        sara.picks_up()
        with stage.product.db.reading() as session:
            journey = session.get_one(Journey, customer.row.journey_id)
            assert (journey.topic, journey.answers["order_number"]["value"]) == ("order", "427")
        assert "JourneyResumed" in customer.kinds
        assert "AnswerGiven" not in customer.kinds, "nothing was asked again"
        _is_served(stage, customer, sara)
        sara.closes("chat", chat)
    return customer


def goes_on_in_a_chat_from_the_phone(stage: Stage, number: str) -> Telephone:
    """With a code that an agent reads out; a guess opens nothing."""
    customer = stage.waiting(number)
    customer.hangs_up()
    customer.ends_as("left_in_queue")
    with stage.agent("sara") as sara:
        sara.ask("PUT", "desk/presence", {"presence": "break"})
        code = sara.ask("POST", f"journeys/{customer.row.journey_id}/code")["code"]
    visitor = Visitor(stage.product).says("I have a code", "*").says(f"{(int(code) + 1) % 1_000_000:06}")
    assert "That code is not right." in visitor.texts
    visitor.says(code)
    assert any("We go on with an order." in text for text in visitor.texts)
    assert "What is your order number?" not in visitor.texts
    with stage.product.db.reading() as session:
        assert session.get_one(Journey, customer.row.journey_id).last_channel == "chat"
    return customer


def calls_about_their_letter(stage: Stage, number: str) -> Telephone:
    """They are met with it, and asked nothing that it said."""
    mail = _letter(stage, number)
    customer = stage.waiting(number, ("1",))
    assert customer.row.journey_id == mail.journey_id
    assert "JourneyResumed" in customer.kinds
    assert "AnswerGiven" not in customer.kinds, "neither the topic nor the number was asked again"
    customer.hangs_up()
    customer.ends_as("left_in_queue")
    return customer


def is_called_about_their_letter(stage: Stage, number: str) -> Telephone:
    """By the agent who reads it: the call goes on with what the letter began."""
    mail = _letter(stage, number)
    customer = stage.telephone(number)
    with stage.agent("daniel") as daniel:
        thread = daniel.takes_what_is_written()
        daniel.ask("POST", "calls", {"number": number, "customer_id": mail.customer_id})
        daniel.picks_up()
        customer.answers().is_("talking")
        assert (customer.row.customer_id, customer.row.journey_id) == (mail.customer_id, mail.journey_id)
        _is_served(stage, customer, daniel)
        daniel.closes("email", thread)
    return customer


def _letter(stage: Stage, number: str) -> Conversation:
    """Of somebody who has this telephone, about an order."""
    subject, sender = f"Order late {number}", f"mona.{number[1:]}@example.org"
    write(stage.product, "Where is my order 4711? It was to come on Monday.", subject, From=f"Mona Diaz <{sender}>")

    def arrived() -> Conversation | None:
        with stage.product.db.reading() as session:
            return session.scalar(select(Conversation).where(Conversation.subject == subject))

    mail = stage.product.wait_until(arrived, 30, "the email has arrived")
    with stage.product.db.transaction() as session:
        mona = session.get_one(Customer, mail.customer_id)
        mona.language = "en"
        mona.identities.append(Identity(kind="phone", value=number, created_at=mona.created_at))
    return mail


def _is_served(stage: Stage, customer: Telephone, agent: Worker) -> None:
    stage.hear_each_other(customer, agent)
    stage.a_moment_passes(customer)
    customer.hangs_up()
    customer.was_served(agent)


TALES = (
    is_taken_by_who_knows_less,
    flows_over_into_another_queue,
    rings_at_a_frozen_panel,
    is_served_beside_a_chat,
    goes_on_by_phone_from_a_chat,
    goes_on_in_a_chat_from_the_phone,
    calls_about_their_letter,
    is_called_about_their_letter,
)
