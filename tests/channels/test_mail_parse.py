"""What one email becomes: headers, text and files, from honest, broken and hostile bytes."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime

import pytest

from channels import mail_cli
from channels.html_text import html_to_text
from channels.mail_headers import addresses, moment, one_line, safe_file_name
from channels.mail_parse import Mail, parse


def mail(headers: str = "", body: bytes = b"Hello", charset: str = "utf-8") -> Mail:
    return parse(headers.encode(charset) + b"\n\n" + body)


def test_ids_lose_their_brackets_and_keep_their_order():
    found = mail("Message-ID: <c@x>\nIn-Reply-To: <b@x> (Ann's mail)\nReferences: <a@x>\n <b@x> <a@x>")
    assert (found.message_id, found.in_reply_to, found.references) == ("c@x", "b@x", ["a@x", "b@x"])


def test_an_id_without_brackets_is_still_an_id():
    assert mail("Message-ID: c@x").message_id == "c@x"


def test_the_json_has_the_promised_names():
    found = mail(
        "From: Ann <Ann@Example.COM>\nTo: b@x.org\nDate: Mon, 02 Mar 2020 12:34:56 +0330\nSubject: Hi"
    ).as_json()
    assert found == {
        "message_id": None,
        "in_reply_to": None,
        "references": [],
        "from": {"name": "Ann", "address": "Ann@example.com"},
        "to": [{"name": None, "address": "b@x.org"}],
        "cc": [],
        "subject": "Hi",
        "date": "2020-03-02T09:04:56Z",
        "text": "Hello",
        "reply_text": "Hello",
        "attachments": [],
    }


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("=?utf-8?B?2LPZhNin2YU=?=", "سلام"),
        ("=?utf-8?Q?=D8=B3=D9?= =?utf-8?Q?=84=D8=A7=D9=85?=", "سلام"),
        ("=?windows-1251?Q?=CF=F0=E8=E2=E5=F2?=", "Привет"),
        ("=?koi8-r?B?8NLJ18XU?=", "Привет"),
        ("=?tis-620?B?ysfRyrTV?=", "สวัสดี"),
        ("=?no-such-charset?Q?caf=E9?=", "café"),
        ("=?utf-8?B?!!!?=", ""),
        ("Re: =?utf-8?Q?a?= b", "Re: a b"),
        ("=?utf-8?Q?a=0D=0ABcc:_evil@x?=", "a Bcc: evil@x"),
        ("=?utf-7?Q?+AA0ACg-Bcc?=", "Bcc"),
    ],
)
def test_encoded_words(written, read):
    assert one_line(written) == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Ann <ann@x.org>", [("Ann", "ann@x.org")]),
        ('"Lee, Ann" <ann@x.org>, bob@x.org', [("Lee, Ann", "ann@x.org"), (None, "bob@x.org")]),
        ("ann@x.org (Ann)", [("Ann", "ann@x.org")]),
        ("team: ann@x.org, Bob <bob@x.org>;", [(None, "ann@x.org"), ("Bob", "bob@x.org")]),
        ("Ann", [("Ann", None)]),
        ("<ann@x.org", [(None, "ann@x.org")]),
        ("<@old.org,@older.org:ann@x.org>", [(None, "ann@x.org")]),
        ("<bob@x.org:ann@x.org>", [("bob@x.org:ann@x.org", None)]),
        ("<>", []),
        ("Ann <ann@@x.org>", [("Ann", None)]),
        ('"bob@bank.org" <thief@x.org>', [("bob@bank.org", "thief@x.org")]),
    ],
)
def test_addresses(written, read):
    assert [(each["name"], each["address"]) for each in addresses(written)] == read


@pytest.mark.parametrize(
    "written", ["", "soon", "Mon, 99 Foo 2020", "Mon, 2 Mar 99999 10:00 +0000", "Mon, 2 Mar 2020 10:00 +9999999"]
)
def test_a_date_that_is_none_is_none(written):
    assert moment(written) is None


@pytest.mark.parametrize(
    "written", ["Sat, 1 Jan 0000 00:00:00 +0000", "1 Jan 0001 00:00 +1400", "1 Jan 00 00:00 +0000"]
)
def test_a_date_in_the_first_years_is_of_this_age(written):
    """Two digits are years of ours, and senders fill them up with zeros: none of them may be one that nothing keeps."""
    assert 1999 < moment(written).year < 2002


def test_a_date_without_a_zone_is_utc():
    assert moment("2 Mar 2020 10:00:60") == datetime(2020, 3, 2, 10, 0, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ann\\photo.png", "photo.png"),
        ("a\x00b\r\nc.txt", "a b c.txt"),
        ("photo\u202egnp.exe", "photo gnp.exe"),
        ("....", "attachment"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
        ("=?utf-8?Q?=D8=B3.pdf?=", "س.pdf"),
    ],
)
def test_file_names_are_only_names(written, safe):
    assert safe_file_name(written, "attachment") == safe


@pytest.mark.parametrize(
    ("headers", "body", "text"),
    [
        ("Content-Type: text/plain; charset=windows-1251", "Привет".encode("cp1251"), "Привет"),
        ("Content-Type: text/plain; charset=us-ascii", "سلام".encode(), "سلام"),
        ("Content-Type: text/plain; charset=nonsense", "café".encode("latin-1"), "café"),
        ("Content-Type: text/plain; charset=punycode", b"Hello", "Hello"),
        ("Content-Type: text/plain; charset=hex", b"Hello", "Hello"),
        ("Content-Type: text/plain; charset=utf-8", b"a\x00b\r\nc", "ab\nc"),
        ("Content-Transfer-Encoding: base64", b"SGVsbG8", "Hello"),
        ("Content-Transfer-Encoding: quoted-printable", b"caf=C3=A9=\n!", "café!"),
        ("Content-Transfer-Encoding: nonsense", b"Hello", "Hello"),
        (
            "Content-Type: text/html",
            b"<p>Hello <b>Ann</b><br>and Bob</p><script>x</script><ul><li>one</ul>",
            "Hello Ann\nand Bob\n\n- one",
        ),
    ],
)
def test_text(headers, body, text):
    assert mail(headers, body).text == text


def test_a_file_comes_with_name_type_content_and_size():
    found = mail(
        "Content-Type: multipart/mixed; boundary=b",
        b"--b\n\nSee the file.\n--b\nContent-Type: application/pdf\n"
        b"Content-Disposition: attachment; filename*0*=utf-8''%D8%B3; filename*1=.pdf\n"
        b"Content-Transfer-Encoding: base64\n\nJVBERg==\n--b--\n",
    )
    assert found.text == "See the file."
    assert found.attachments[0].content == b"%PDF"
    assert found.attachments[0].as_json() == {"name": "س.pdf", "type": "application/pdf", "size": 4, "inline": False}


def test_an_empty_plain_alternative_gives_way_to_the_html_one():
    body = b"--b\nContent-Type: text/plain\n\n \n--b\nContent-Type: text/html\n\n<p>Hello\n--b--"
    assert mail("Content-Type: multipart/alternative; boundary=b", body).text == "Hello"


def test_quoted_html_is_marked_as_quoted():
    assert html_to_text("<p>New</p><blockquote>old<br>older<blockquote>oldest</blockquote></blockquote>") == (
        "New\n\n> old\n> older\n>\n> > oldest"
    )


HOSTILE = {
    "nothing": b"",
    "zeros": b"\x00" * 1000,
    "only line ends": b"\n" * 2_000_000,
    "a header without end": b"Subject: " + b"x" * 3_000_000,
    "folded without end": b"Subject: x" + b"\n y" * 500_000,
    "a hundred thousand headers": b"To: a@b.c\n" * 100_000,
    "deep nesting": b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(5000))
    + b"\nx",
    "two hundred thousand parts": b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\n\n" * 200_000,
    "parameters": b"Content-Type: text/plain" + b";" * 500_000,
    "quotes": b"Content-Type: text/plain; x=" + b'";' * 200_000,
    "groups": b"To: " + b"a:" * 200_000,
    "comments": b"To: " + b"(" * 200_000,
    "encoded words": b"Subject: " + b"=?utf-8?q?" * 50_000,
    "references": b"References: " + b"<a@b> " * 50_000,
    "nested html": b"Content-Type: text/html\n\n" + b"<div>" * 100_000,
    "quoted html": b"Content-Type: text/html\n\n" + b"<blockquote>a" * 20_000,
    "open comments": b"Content-Type: text/html\n\n" + b"<!--" * 100_000,
    "open tags": b"Content-Type: text/html\n\n" + b"<a " * 100_000,
    "odd declarations": b"Content-Type: text/html\n\n<![if foo]><!DOCTYPE [<!-- <![CDATA[ x &#xffffffff; &#0;",
    "near boundaries": b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b x\n" * 300_000,
    "a surrogate": b"Content-Type: text/plain; charset=utf-7\n\n+2AA-",
    "a wide charset": b"Content-Type: text/plain; charset=utf-16\n\nabc",
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_bytes_become_a_mail(kind):
    json.dumps(parse(HOSTILE[kind]).as_json(), ensure_ascii=False).encode("utf-8")


def test_random_bytes_and_random_pieces_become_a_mail():
    chance = random.Random(7)
    lines = (
        *("Content-Type: multipart/mixed; boundary=b", "--b", "--b--", "", "Content-Transfer-Encoding: base64"),
        *("Content-Type: text/html", "Content-Transfer-Encoding: x-uuencode", "begin 644 x", "M5!", "charset=utf-16"),
    )
    bits = ("\r", "=?utf-8?B?", "?=", "From: ", "<", ">", '"', "(", "\xff", "x", ":", ";", "*0*=", "Date: ", "<!", "&#")
    pieces = [line.encode() + b"\n" for line in lines] + [bit.encode("latin-1") for bit in bits]
    for _ in range(3000):
        raw = b"".join(chance.choice(pieces) for _ in range(chance.randrange(60)))
        json.dumps(parse(raw).as_json(), ensure_ascii=False).encode("utf-8")
        json.dumps(parse(chance.randbytes(chance.randrange(300))).as_json())


def test_what_lies_beyond_the_limit_of_depth_is_kept_as_a_file():
    raw = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(30)) + b"\nx"
    (file,) = parse(raw).attachments
    assert file.type == "application/octet-stream"
    assert b"--b29" in file.content


def test_the_command_prints_json(tmp_path, capsys):
    file = tmp_path / "one.eml"
    file.write_bytes(b"Subject: Hi\n\nHello")
    assert mail_cli.main(["parse", str(file)]) == 0
    assert json.loads(capsys.readouterr().out)["subject"] == "Hi"


def test_the_command_says_what_it_cannot_read(tmp_path, capsys):
    assert mail_cli.main(["parse", str(tmp_path / "none.eml")]) == 1
    assert "No such file" in capsys.readouterr().err
