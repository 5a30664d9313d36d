from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from ivr import languages
from ivr.flow import Flow
from ivr.languages import LANGUAGES, LanguageRefused
from ivr.languages.calendars import day_of, parts
from ivr.words import key_in, key_name, number_in

DAY = date(2026, 11, 22)
OURS = Path(languages.__file__).parent


@pytest.mark.parametrize(
    ("language", "count", "text"),
    [
        ("en", 1, "1 minute"),
        ("en", 2, "2 minutes"),
        ("fa", 2, "۲ دقیقه"),
        ("ru", 1, "1 минута"),
        ("ru", 2, "2 минуты"),
        ("ru", 5, "5 минут"),
        ("ru", 11, "11 минут"),
        ("ru", 12, "12 минут"),
        ("ru", 21, "21 минута"),
        ("ru", 104, "104 минуты"),
        ("ru", 111, "111 минут"),
        ("th", 2, "2 นาที"),
    ],
)
def test_a_phrase_takes_the_plural_form_of_its_number(language: str, count: int, text: str) -> None:
    assert LANGUAGES[language].phrase("minutes", count) == text


@pytest.mark.parametrize(
    ("language", "written", "said"),
    [
        ("ru", "Ждать 2 минуты", "Ждать две минуты"),
        ("ru", "Ждать 21 минуту", "Ждать двадцать одну минуту"),
        ("ru", "около 2 минут", "около двух минут"),
        ("ru", "около 21 минуты", "около двадцати одной минуты"),
        ("ru", "2 заказа и 1002 минуты", "два заказа и тысяча две минуты"),
        ("ru", "12345", "двенадцать тысяч триста сорок пять"),
        ("ru", "в 9:05", "в девять ноль, пять"),
        ("ru", "заказ 0427", "заказ ноль, четыре, два, семь"),
        ("fa", "نفر ۳", "نفر سوم"),
        ("fa", "۴۲۷ تومان", "چهارصد و بیست و هفت تومان"),
        ("fa", "ساعت ۱۸:۳۰", "ساعت هجده و سی دقیقه"),
        ("th", "21", "ยี่สิบเอ็ด"),
        ("th", "รอ ๑๑ นาที", "รอ สิบเอ็ด นาที"),
        ("th", "10427", "หนึ่งหมื่นสี่ร้อยยี่สิบเจ็ด"),
        ("th", "18:00", "สิบแปด นาฬิกา"),
        ("en", "21 minutes", "21 minutes"),
    ],
)
def test_numbers_and_times_are_said_as_people_say_them(language: str, written: str, said: str) -> None:
    assert LANGUAGES[language].aloud(written) == said


@pytest.mark.parametrize("text", ["version 3.14", "5-й этаж", "A4", "01.02.2026", "https://a.example/5"])
def test_what_is_no_number_by_itself_is_left_to_the_voice(text: str) -> None:
    assert LANGUAGES["ru"].aloud(text) == text


@pytest.mark.parametrize(
    ("language", "written", "said"),
    [
        ("en", "November 22nd, 2026", "November 22nd, 2026"),
        ("fa", "۱ آذر ۱۴۰۵", "یکم آذر هزار و چهارصد و پنج"),
        ("ru", "22 ноября 2026 года", "двадцать второго ноября две тысячи двадцать шестого года"),
        ("th", "วันที่ 22 พฤศจิกายน 2569", "วันที่ ยี่สิบสอง พฤศจิกายน สองพันห้าร้อยหกสิบเก้า"),
    ],
)
def test_a_date_is_told_in_the_calendar_of_the_language(language: str, written: str, said: str) -> None:
    spoken = LANGUAGES[language]
    assert (spoken.day(DAY), spoken.aloud(spoken.day(DAY))) == (written, said)


@pytest.mark.parametrize(
    ("day", "persian"),
    [
        (date(1979, 2, 11), (1357, 11, 22)),
        (date(2021, 3, 20), (1399, 12, 30)),
        (date(2025, 3, 20), (1403, 12, 30)),
        (date(2025, 3, 21), (1404, 1, 1)),
        (date(2026, 3, 21), (1405, 1, 1)),
    ],
)
def test_the_persian_calendar_knows_its_leap_years(day: date, persian: tuple[int, int, int]) -> None:
    assert parts(day, "persian") == persian
    assert day_of(*persian, "persian") == day


def test_every_day_of_two_centuries_comes_back_from_every_calendar() -> None:
    for ordinal in range(date(1900, 1, 1).toordinal(), date(2100, 1, 1).toordinal(), 13):
        day = date.fromordinal(ordinal)
        assert all(day_of(*parts(day, calendar), calendar) == day for calendar in ("persian", "buddhist", "gregorian"))


@pytest.mark.parametrize(("year", "month", "day"), [(1404, 12, 30), (1403, 13, 1), (1403, 7, 31), (1403, 1, 0)])
def test_a_day_that_the_persian_calendar_lacks_is_refused(year: int, month: int, day: int) -> None:
    with pytest.raises(ValueError, match="no such day"):
        day_of(year, month, day, "persian")


def test_every_language_asks_for_a_person_in_its_own_words() -> None:
    flow = Flow.model_fields["operator_words"].get_default(call_default_factory=True)
    assert set(flow) == {"en", "fa", "ru", "th"}
    assert "оператор" in flow["ru"]


def test_the_thai_voice_gets_sounds_for_the_words_of_numbers_and_of_our_phrases() -> None:
    thai = LANGUAGES["th"]
    assert thai.pronounced(thai.aloud("21")).split() == ["[[ji:5", "si2p]]", "[[e2t]]"]
    phrases = [
        thai.phrase(name, 5, position=3) for name in ("position", "next", "wait_short", "wait_minutes", "thanks")
    ]
    phrases += [thai.phrase(name, key=4) for name in ("hello", "language_offer", "unreachable", "message_kept")]
    for said in (*phrases, thai.phrase("apology"), "0", "11", "427", "2569", "999999", "18:30"):
        unknown = re.sub(r"\[\[.*?]]", "", thai.pronounced(thai.aloud(said)))
        assert not re.search("[\u0e00-\u0e7f]", unknown), unknown


MONTHS = "januaro februaro marto aprilo majo junio julio aŭgusto septembro oktobro novembro decembro"
ESPERANTO = {
    "name": "Esperanto",
    "voices": {"espeak": "eo"},
    "keys": {"*": "steleto", "#": "krado"},
    "digits": [[word] for word in "nul unu du tri kvar kvin ses sep ok naŭ".split()],  # noqa: SIM905
    "yes": ["jes"],
    "no": ["ne"],
    "operator": ["homo"],
    "plurals": {"one": "n = 1"},
    "months": MONTHS.split(),
    "weekdays": "lundo mardo merkredo ĵaŭdo vendredo sabato dimanĉo".split(),  # noqa: SIM905
    "date_form": "{day} {month} {year}",
}


def esperanto(**changed: object) -> dict[str, object]:
    """The data of a fifth language, whose phrases say no more than that they are its own."""
    phrases = {
        name: f"eo {phrase}" if isinstance(phrase, str) else {form: f"eo {text}" for form, text in phrase.items()}
        for name, phrase in LANGUAGES["en"].phrases.items()
    }
    return {**ESPERANTO, "phrases": phrases, **changed}


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder of the deployer's; what is added from it is gone after the test."""
    before = dict(LANGUAGES)
    yield tmp_path
    LANGUAGES.clear()
    LANGUAGES.update(before)


def test_a_fifth_language_is_a_file_of_data(folder: Path) -> None:
    (folder / "eo.json").write_text(json.dumps(esperanto()), "utf-8")
    languages.add(folder)
    assert languages.of("eo").phrase("position", position=3) == "eo You are number 3 in line."
    assert languages.of("eo").day(DAY) == "22 novembro 2026"
    assert key_name("#", "eo") == "krado"
    assert number_in("kvar du sep") == "427"
    assert key_in("naŭ") == "9"
    assert Flow.model_fields["operator_words"].get_default(call_default_factory=True)["eo"] == ["homo"]


def test_a_language_of_ours_may_be_replaced_by_the_deployers_own(folder: Path) -> None:
    data = json.loads((OURS / "ru.json").read_text("utf-8"))
    data["phrases"]["thanks"] = "Благодарим."
    (folder / "ru.json").write_text(json.dumps(data), "utf-8")
    languages.add(folder)
    assert languages.of("ru").phrase("thanks") == "Благодарим."


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"plurals": {"one": "n is 1"}}, "no plural rule"),
        ({"plurals": {"few": "n = 2..4"}}, "write it for few"),
        ({"digits": [["nul"]]}, "digits"),
        ({"voices": {"espeak": "eo; rm -rf"}}, "voices.espeak"),
        ({"phrases": {}}, "phrases lacks apology"),
        ({"numbers": {"cardinal": {"1": "unu"}}}, "cannot be followed"),
        ({"numbers": {"cardinal": {"0": "=cardinal="}}}, "cannot be followed"),
        ({"agreement": [{"before": "(", "use": "cardinal"}]}, "agreement"),
        ({"unknown": 1}, "unknown"),
    ],
)
def test_faulty_data_is_refused_by_name_and_nothing_is_added(
    folder: Path, changed: dict[str, object], why: str
) -> None:
    (folder / "eo.json").write_text(json.dumps(esperanto(**changed)), "utf-8")
    with pytest.raises(LanguageRefused, match=why):
        languages.add(folder)
    assert "eo" not in LANGUAGES


def test_a_phrase_with_a_gap_that_nobody_fills_is_refused(folder: Path) -> None:
    data = esperanto()
    data["phrases"]["thanks"] = "Dankon, {name}."  # type: ignore[index]
    (folder / "eo.json").write_text(json.dumps(data), "utf-8")
    with pytest.raises(LanguageRefused, match=r"gap \{name\}"):
        languages.add(folder)


def test_a_file_that_is_named_after_no_language_is_refused(folder: Path) -> None:
    shutil.copy(OURS / "en.json", folder / "English.json")
    with pytest.raises(LanguageRefused, match=r"de\.json"):
        languages.add(folder)
