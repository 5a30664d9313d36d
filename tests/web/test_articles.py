"""The knowledge base: written by supervisors, found by agents, told by the bot, who gives way in time."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from channels import bot
from channels.models import Conversation
from ivr.heard import Spoken
from tests.web.house import House
from tests.web.test_visitor import Visitor, shop, visitor  # noqa: F401
from web.limits import limiter

ARTICLES = (
    ("en", "How long does a delivery take?", "Kettles are delivered in two working days, fridges in five."),
    ("en", "How do I descale a kettle?", "Boil half a litre of water with two spoons of vinegar, then rinse."),
    ("en", "Opening hours of our shops", "Monday to Saturday from nine to eight."),
    ("fa", "رسوب‌زدایی کتری", "نیم لیتر آب را با دو قاشق سرکه بجوشانید."),
    ("th", "ล้างตะกรันกาต้มน้ำ", "ต้มน้ำครึ่งลิตรกับน้ำส้มสายชูสองช้อน"),
)


@pytest.fixture(autouse=True)
def written(house: House) -> None:
    limiter.reset()
    boss = house.login("nadia")
    for language, title, text in ARTICLES:
        assert boss.post("/articles", language=language, title=title, text=text).status_code == 201


@pytest.mark.parametrize(
    ("language", "question", "title"),
    [
        ("en", "when will my fridge be delivered", ARTICLES[0][1]),
        ("en", "white stuff, descaling the kettle", ARTICLES[1][1]),
        ("en", "when do the shops open", ARTICLES[2][1]),
        ("fa", "كتري رسوب گرفته", ARTICLES[3][1]),
        ("th", "กาต้มน้ำมีตะกรัน", ARTICLES[4][1]),
        ("ru", "descale", ARTICLES[1][1]),
    ],
)
def test_the_article_that_says_most_comes_first(house: House, language: str, question: str, title: str) -> None:
    found = house.login("sara").get("/articles", query_string={"q": question, "language": language}).json["articles"]
    assert found[0]["title"] == title


def test_agents_read_and_supervisors_write(house: House) -> None:
    sara, boss = house.login("sara"), house.login("nadia")
    first = boss.get("/articles").json["articles"][0]
    wished = {"language": "en", "title": "Delivery", "text": "Two days.", "published": False}
    assert sara.put(f"/articles/{first['id']}", **wished).status_code == 403
    assert boss.put(f"/articles/{first['id']}", **wished).json["edited_by"] == "Nadia"
    hidden = sara.get("/articles", query_string={"q": "two days delivery", "language": "en"}).json["articles"]
    assert first["id"] not in [each["id"] for each in hidden]
    assert boss.delete(f"/articles/{first['id']}").status_code == 200
    assert boss.put(f"/articles/{first['id']}", **wished).status_code == 404


def last(guest: Visitor) -> str:
    return guest.texts()[-1]


def test_the_bot_answers_what_the_menu_does_not_understand_and_hears_whether_it_helped(shop: House) -> None:  # noqa: F811
    guest = visitor(shop).starts()
    guest.post("messages", text="how can I descale my kettle?")
    assert "vinegar" in guest.texts()[-2]
    assert last(guest) == "Did this help?"
    guest.post("messages", text="Yes, thank you", key="1")
    assert last(guest).startswith("Good to hear")
    (article,) = [each for each in shop.login("sara").get("/articles").json["articles"] if each["helped"]]
    assert article["title"] == ARTICLES[1][1]


def test_the_bot_answers_in_a_language_without_spaces(shop: House) -> None:  # noqa: F811
    visitor(shop).starts()
    with shop.db.transaction() as session:
        chat = session.scalars(select(Conversation)).one()
        chat.language = "th"
        assert bot.answers(session, chat, Spoken("กาต้มน้ำมีตะกรัน"))
        assert not bot.answers(session, chat, Spoken("ก"))


def test_after_two_answers_that_did_not_help_a_person_takes_over(shop: House) -> None:  # noqa: F811
    guest = visitor(shop).starts()
    for state in ("bot", "queued"):
        guest.post("messages", text="how can I descale my kettle?")
        guest.post("messages", text="No", key="2")
        assert guest.send("GET", "conversation").json["state"] == state


ANGRY = (
    "This is ridiculous",
    "I WANT MY MONEY BACK",
    "hello?!!!",
    "безобразие какое-то",
    "ВЕРНИТЕ МОИ ДЕНЬГИ",
    "خیلی عصبانی هستم",
    "แย่มาก รับไม่ได้",
)
CALM = ("RR123456789CN", "ORDER AB-4711", "Thank you!!!", "خیلی ممنون!!!", "ขอบคุณ!!!", "OK", "Дверь скрипит!")


@pytest.mark.parametrize("text", ANGRY)
def test_whoever_is_angry_gets_a_person_at_once(shop: House, text: str) -> None:  # noqa: F811
    guest = visitor(shop).starts()
    guest.post("messages", text=text)
    assert guest.send("GET", "conversation").json["state"] == "queued"


@pytest.mark.parametrize("text", CALM)
def test_whoever_is_glad_or_names_a_number_is_not_taken_for_angry(text: str) -> None:
    assert not bot.angry(text)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "I would like to talk to a human"),
        ("fa", "می‌خواهم با کارشناس صحبت کنم"),
        ("ru", "соедините меня с оператором"),
        ("th", "ขอคุยกับเจ้าหน้าที่"),
    ],
)
def test_whoever_asks_for_a_person_gets_one(shop: House, language: str, text: str) -> None:  # noqa: F811
    guest = visitor(shop).starts(language)
    guest.post("messages", text=text)
    assert guest.send("GET", "conversation").json["state"] == "queued"


@pytest.mark.parametrize("language", ["en", "fa", "ru", "th"])
def test_after_two_things_that_nothing_understands_a_person_takes_over(shop: House, language: str) -> None:  # noqa: F811
    guest = visitor(shop).starts(language)
    for state in ("bot", "queued"):
        guest.post("messages", text="blorp qwx")
        assert guest.send("GET", "conversation").json["state"] == state


def test_what_no_article_knows_is_left_to_the_flow(shop: House) -> None:  # noqa: F811
    guest = visitor(shop).starts()
    guest.post("messages", text="do you sell aeroplanes to governments")
    assert last(guest) != "Did this help?"
