"""Reply text of the clients that people use, in the languages that we speak."""

from __future__ import annotations

from pathlib import Path

import pytest
from mailparser_reply import EmailReplyParser
from mailparser_reply.constants import MAIL_LANGUAGES

from channels.mail_parse import parse
from channels.reply_text import reply_text

NEW = "Thank you, that helps.\n\nOne more question: where is my order?"

FOLDER = Path(__file__).parent / "replies"
"""A file for each mail program. A reply begins at `===`; what follows `--- cut` is a signature and quoted history."""


def replies() -> dict[str, tuple[str, str]]:
    """ "program: language" → (what somebody wrote, what their program put below it)."""
    found = {}
    for file in sorted(FOLDER.glob("*.txt")):
        for each in file.read_text(encoding="utf-8").split("=== ")[1:]:
            name, _, mail = each.partition("\n")
            new, _, old = mail.partition("--- cut\n")
            found[f"{file.stem}: {name}"] = new.strip(), old
    return found


REPLIES = replies()
CLIENTS = ("gmail", "outlook", "apple-mail", "mail.ru", "yandex")
LANGUAGES = ("English", "Persian", "Russian", "Thai", "German", "French")


@pytest.mark.parametrize("name", REPLIES)
def test_what_was_written_is_all_that_is_left(name):
    new, old = REPLIES[name]
    assert reply_text(f"{new}\n\n{old}") == new


def test_every_client_is_known_in_every_language():
    assert {f"{client}: {language}" for client in CLIENTS for language in LANGUAGES} <= set(REPLIES)


def test_the_library_that_we_compare_with_cuts_fewer_of_them():
    """mail-parser-reply, told every language that it knows."""
    library = EmailReplyParser(languages=list(MAIL_LANGUAGES))
    cut = [name for name, (new, old) in REPLIES.items() if library.parse_reply(f"{new}\n\n{old}") == new]
    assert len(cut) < len(REPLIES) // 2


SIGNATURES = {
    "dashes": "-- \nBob Ray\nExample Ltd",
    "phone, English": "Sent from my iPhone",
    "phone, German": "Von meinem iPhone gesendet",
    "phone, Persian": "ارسال‌شده از iPhone من",
    "phone, Thai": "ส่งจาก iPhone ของฉัน",
    "mail.ru": "Отправлено из мобильной Почты Mail.ru",
    "closing, English": "Kind regards,\nBob Ray\n+1 555 0100",
    "closing, German": "Mit freundlichen Grüßen\nBob Ray",
    "closing, French": "Cordialement,\nBob Ray",
    "closing, Russian": "С уважением,\nБоб",
    "closing, Persian": "با احترام،\nباب",
    "closing, Thai": "ขอแสดงความนับถือ\nบ็อบ",
}


@pytest.mark.parametrize("signature", SIGNATURES)
@pytest.mark.parametrize("history", ["", "\n\nOn 2 Mar 2020, at 12:34, Ann <ann@example.com> wrote:\n> Hello"])
def test_the_signature_is_cut(signature, history):
    assert reply_text(f"{NEW}\n\n{SIGNATURES[signature]}{history}") == NEW


def test_answers_in_between_and_below_are_kept():
    text = "On 2 Mar 2020, at 12:34, Ann <ann@example.com> wrote:\n> Which colour?\n\nBlue.\n\n> Which size?\n\nLarge."
    assert reply_text(text) == "Blue.\n\nLarge."


@pytest.mark.parametrize(
    "text",
    [
        "I called on Monday at 12:30 and the agent told me:\nwait two days.",
        "Please change:\nFrom: Paris\nTo: Berlin",
        "Subject: to change, said the letter of 02.03.2020:\nplease explain.",
        "To: Berlin\nOn the label stood 02.03.2020, 12:34, and I wonder:\nwhy?",
        "My list:\n- one thing\n- another thing",
        "Thanks, and regards to Ann; the order is 4-2-7.",
        "Best\nwishes are not enough, I want my money back. " + "Please. " * 20,
        "Am 2. März habe ich bestellt. Wo ist es?",
    ],
)
def test_text_that_only_looks_like_history_is_kept(text):
    assert reply_text(text) == text.strip()


@pytest.mark.parametrize(
    "text",
    [
        "--\nBob",
        "Kind regards\nBob",
        "Sent from my iPhone",
        "> only\n> quoted",
        "On 2 Mar 2020 12:34, A <a@b.c> wrote:",
    ],
)
def test_it_is_never_empty_when_there_was_text(text):
    assert reply_text(text) == text


def test_an_empty_text_is_empty():
    assert reply_text(" \n\n") == ""


def test_gmails_html_alone_is_cut_too():
    raw = (
        b"From: bob@example.com\nContent-Type: text/html; charset=utf-8\n\n"
        b'<div dir="ltr">It is <b>order 427</b>.</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">'
        b"On Mon, Mar 2, 2020 at 12:34 PM &lt;<a href='mailto:ann@example.com'>ann@example.com</a>&gt; wrote:<br></div>"
        b'<blockquote class="gmail_quote"><div>Which order?</div></blockquote></div>'
    )
    assert parse(raw).reply_text == "It is order 427."


def test_hostile_text_takes_no_longer_than_its_length():
    for hostile in (
        "On " * 300_000,
        "From:" + " \n" * 300_000,
        "\n> > > " * 100_000 + "From: x",
        ">" * 900_000,
        "2020 1:11 a@b:\n" * 60_000,
        "regards\n" * 100_000,
        "-" * 900_000 + "x",
    ):
        reply_text(hostile)
