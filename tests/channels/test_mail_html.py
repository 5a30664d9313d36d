"""The layout of a stranger's mail, made harmless."""

from __future__ import annotations

import pytest

from channels import mail_files
from channels.mail_html import clean, layout
from tests.channels.mail_steps import written

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '<a href="javascript:alert(1)">here</a>',
    '<div style="background:url(https://spy.example/a.png)">x</div>',
    '<div style="background:\\75rl(https://spy.example/a.png)">x</div>',
    '<iframe src="https://spy.example"></iframe>',
    '<form action="https://spy.example"><input name=password></form>',
    '<svg><script href="data:,alert(1)"/></svg>',
    '<style>@import "https://spy.example/a.css"</style>',
    '<meta http-equiv=refresh content="0;url=https://spy.example">',
    '<base href="https://spy.example/">',
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    '<img src="http://spy.example/a.png">',
    '<img src="//spy.example/a.png">',
    '<video poster="https://spy.example/a.png"></video>',
    '<table background="https://spy.example/a.png"></table>',
]


@pytest.mark.parametrize("html", HOSTILE)
def test_nothing_of_it_runs_or_asks_anybody(html):
    page, _ = clean(html, {}, remote=False)
    body = page.partition("</style>")[2]
    for bad in ("script", "onerror", "javascript:", "spy.example", "<iframe", "<form", "<input", "@import", "<base"):
        assert bad not in body.lower()


def test_pictures_from_elsewhere_come_only_when_asked_for():
    html = '<img src="https://shop.example/a.png" alt="A kettle">'
    held, remote = clean(html, {}, remote=False)
    assert remote
    assert "shop.example" not in held
    assert "A kettle" in held
    assert 'src="https://shop.example/a.png"' in clean(html, {}, remote=True)[0]


def test_pictures_of_the_mail_itself_are_shown_and_links_tell_nobody_where_one_comes_from():
    page, remote = clean(
        '<img src="cid:a@b"><a href="https://shop.example">x</a>', {"a@b": "data:image/png;base64,AA"}, False
    )
    assert 'src="data:image/png;base64,AA"' in page
    assert "noreferrer" in page
    assert not remote


def test_a_mail_without_a_layout_has_none(tmp_path):
    digest = mail_files.keep(mail_files.raw_messages(tmp_path), written(), ".eml")
    assert layout(tmp_path, digest, False) is None
    assert layout(tmp_path, "f" * 64, False) is None


def test_a_deep_or_long_layout_is_no_work_without_end(tmp_path):
    page, _ = clean("<div>" * 50_000 + "deep", {}, False)
    assert "deep" in page or len(page) < 10_000_000
