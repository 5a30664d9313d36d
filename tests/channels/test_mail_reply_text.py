"""Reply text of the clients that people use, in the languages that we speak."""

from __future__ import annotations

import pytest
from mailparser_reply import EmailReplyParser
from mailparser_reply.constants import MAIL_LANGUAGES

from channels.mail_parse import parse
from channels.reply_text import reply_text

NEW = "Thank you, that helps.\n\nOne more question: where is my order?"

HISTORIES = {
    "Gmail, English": "On Mon, Mar 2, 2020 at 12:34 PM Ann Lee <ann@example.com> wrote:\n\n> Hello,\n> we sent it.",
    "Gmail, English, folded": "On Mon, Mar 2, 2020 at 12:34 PM Ann of Example <\nann@example.com> wrote:\n\n> Hello",
    "Gmail, Persian": "در تاریخ دوشنبه ۲ مارس ۲۰۲۰،\u200f ۱۲:۳۴ Ann Lee <ann@example.com> نوشت:\n\n> سلام",
    "Gmail, Russian": "пн, 2 мар. 2020 г. в 12:34, Ann Lee <ann@example.com>:\n\n> Здравствуйте",
    "Gmail, Russian, older": "2 марта 2020 г., 12:34 пользователь Ann Lee <ann@example.com> написал:\n\n> Здравствуйте",
    "Gmail, Thai": "ในวันที่ จ. 2 มี.ค. 2020 เวลา 12:34 Ann Lee <ann@example.com> เขียนว่า:\n\n> สวัสดี",
    "Gmail, German": "Am Mo., 2. März 2020 um 12:34 Uhr schrieb Ann Lee <ann@example.com>:\n\n> Guten Tag",
    "Gmail, French": "Le lun. 2 mars 2020 à 12:34, Ann Lee <ann@example.com> a écrit :\n\n> Bonjour",
    "Apple Mail, English": "> On Mar 2, 2020, at 12:34 PM, Ann Lee <ann@example.com> wrote:\n> \n> Hello",
    "Apple Mail, no address": "On Mar 2, 2020, at 12:34 PM, Ann Lee wrote:\n\nHello, we sent it.\n\nAnn",
    "Apple Mail, Persian": "در ۲ مارس ۲۰۲۰، ساعت ۱۲:۳۴، Ann Lee <ann@example.com> نوشت:\n\nسلام",
    "Apple Mail, Russian": "2 марта 2020 г., в 12:34, Ann Lee <ann@example.com> написал(а):\n\nЗдравствуйте",
    "Apple Mail, Thai": "เมื่อวันที่ 2 มี.ค. 2563 เวลา 12:34 Ann Lee <ann@example.com> เขียน:\n\nสวัสดี",
    "Apple Mail, German": "Am 02.03.2020 um 12:34 schrieb Ann Lee <ann@example.com>:\n\nGuten Tag",
    "Apple Mail, French": "Le 2 mars 2020 à 12:34, Ann Lee <ann@example.com> a écrit :\n\nBonjour",
    "mail.ru": "Понедельник, 2 марта 2020, 12:34 +03:00 от Ann Lee <ann@example.com>:\n\nЗдравствуйте",
    "mail.ru, marked": ">Понедельник, 2 марта 2020, 12:34 +03:00 от Ann Lee <ann@example.com>:\n>\n>Здравствуйте",
    "mail.ru, English": "Monday, 2 March 2020, 12:34 PM +03:00 from Ann Lee <ann@example.com>:\n\nHello",
    "Yandex": '02.03.2020, 12:34, "Ann Lee" <ann@example.com>:\n\nЗдравствуйте',
    "Yandex, marked": '02.03.2020, 12:34, "Ann Lee" <ann@example.com>:\n> Здравствуйте',
    "Thunderbird": "On 02/03/2020 12:34, Ann Lee wrote:\n> Hello",
    "Outlook, English": (
        "________________________________\nFrom: Ann Lee <ann@example.com>\nSent: Monday, March 2, 2020 12:34 PM\n"
        "To: Bob\nSubject: Your order\n\nHello, we sent it."
    ),
    "Outlook, starred": "*From:* Ann Lee <ann@example.com>\n*Sent:* Monday\n*To:* Bob\n*Subject:* Your order\n\nHello",
    "Outlook, old": "-----Original Message-----\nFrom: Ann Lee\nSent: Monday\n\nHello",
    "Outlook, German": "Von: Ann Lee\nGesendet: Montag, 2. März 2020 12:34\nAn: Bob\nBetreff: Bestellung\n\nGuten Tag",
    "Outlook, French": "De : Ann Lee\nEnvoyé : lundi 2 mars 2020 12:34\nÀ : Bob\nObjet : Commande\n\nBonjour",
    "Outlook, Russian": "От: Ann Lee\nОтправлено: 2 марта 2020 г. 12:34\nКому: Bob\nТема: Заказ\n\nЗдравствуйте",
    "Outlook, Persian": "از: Ann Lee\nارسال شده: دوشنبه ۲ مارس ۲۰۲۰\nبه: Bob\nموضوع: سفارش\n\nسلام",
    "Outlook, Thai": "จาก: Ann Lee\nส่ง: 2 มีนาคม 2563\nถึง: Bob\nเรื่อง: คำสั่งซื้อ\n\nสวัสดี",
}


@pytest.mark.parametrize("client", HISTORIES)
def test_the_history_is_cut(client):
    assert reply_text(f"{NEW}\n\n{HISTORIES[client]}\n") == NEW


def test_the_library_that_we_compare_with_cuts_fewer_of_them():
    """mail-parser-reply, told every language that it knows; only the cut of history is compared, not signatures."""
    library = EmailReplyParser(languages=list(MAIL_LANGUAGES))
    cut = [client for client, history in HISTORIES.items() if library.parse_reply(f"{NEW}\n\n{history}\n") == NEW]
    assert len(cut) < len(HISTORIES)
    assert not {client for client in cut if "Persian" in client or "Russian" in client or "Thai" in client}


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
