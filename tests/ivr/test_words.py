from __future__ import annotations

import pytest

from ivr.words import ascii_digits, key_in, key_name, mentions, number_in, pick, plain


def test_figures_of_any_script_become_ascii() -> None:
    assert ascii_digits("۱۲۳ ٤٥٦ ๗๘๙") == "123 456 789"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Order!", "order"),
        ("علي كريم", "علی کریم"),
        ("می‌خواهم", "میخواهم"),
        ("ＡＢＣ", "abc"),
        ("Café", "cafe"),
        ("آره", "اره"),
    ],
)
def test_what_reads_alike_is_alike(one: str, other: str) -> None:
    assert plain(one) == plain(other)


def test_thai_words_keep_their_vowels() -> None:
    assert " " not in plain("สั่งซื้อ")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("four two seven", "427"),
        ("order 4 27", "427"),
        ("one or two", None),
        ("none", None),
        ("صفر نه", "09"),
        ("четыре два семь", "427"),
        ("สี่สองเจ็ด", "427"),
        ("หมายเลข สี่ สอง เจ็ด ครับ", "427"),
        ("คำสั่งซื้อสี่สองเจ็ดครับ", "427"),
        ("ขอเก้าอี้ตัวใหม่", None),
        ("", None),
    ],
)
def test_the_one_number_in_a_sentence_is_found(text: str, number: str | None) -> None:
    assert number_in(text) == number


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("press star", None),
        ("*", "*"),
        ("the number nine", "9"),
        ("12", None),
        ("گزینه سه", "3"),
        ("", None),
        ("กดหนึ่งครับ", "1"),
    ],
)
def test_a_key_is_named_alone(text: str, key: str | None) -> None:
    assert key_in(text) == key


def test_the_very_words_go_before_the_number_that_they_also_are() -> None:
    assert pick("نه", {"1": ["بله"], "2": ["نه"]}) == "2"


def test_only_whole_words_count() -> None:
    assert mentions("I want to return it", ["return"])
    assert not mentions("the returned one", ["return"])
    assert not mentions("anything", [""])


def test_a_script_without_spaces_hides_no_word() -> None:
    assert mentions("ขอคุยกับเจ้าหน้าที่ค่ะ", ["เจ้าหน้าที่"])


def test_keys_have_names_where_their_sign_would_not_be_read_out() -> None:
    assert [key_name("*", "en"), key_name("#", "fa"), key_name("2", "fa"), key_name("*", "th")] == [
        "star",
        "مربع",
        "۲",
        "ดอกจัน",
    ]
