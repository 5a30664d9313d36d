"""Hours and holidays, over daylight saving and midnight."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from hotline.calendar import changes_at, countries, heeded, look
from hotline.models import Hotline

BERLIN = ZoneInfo("Europe/Berlin")
WEEK = {"zone": "Europe/Berlin", "mon": ["09:00", "12:00", "13:00", "17:00"], "fri": ["22:00", "06:00"]}


def hotline(**more: Any) -> Hotline:
    return Hotline(**{"hours": WEEK, "calendar": {}, "emergency": "", "language": "en", **more})


def at(text: str, zone: ZoneInfo = BERLIN) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-11-23T08:59", False),
        ("2026-11-23T09:00", True),
        ("2026-11-23T12:00", False),
        ("2026-11-23T13:00", True),
        ("2026-11-23T17:00", False),
        ("2026-11-24T10:00", False),
        ("2026-11-27T23:00", True),
        ("2026-11-28T05:59", True),
        ("2026-11-28T06:00", False),
    ],
)
def test_the_week_is_kept_by_the_clock_on_the_wall(moment: str, is_open: bool) -> None:
    seen = look(hotline(), at(moment))
    assert (seen.open_now, seen.closed_why) == (is_open, "" if is_open else "hours")


@pytest.mark.parametrize("monday", ["2026-03-23", "2026-03-30", "2026-10-19", "2026-10-26"])
def test_daylight_saving_moves_no_opening_time(monday: str) -> None:
    assert not look(hotline(), at(f"{monday}T08:59")).open_now
    assert look(hotline(), at(f"{monday}T09:00")).open_now


def test_the_night_in_which_the_clocks_change_is_as_long_as_its_clock_says() -> None:
    night = hotline(hours={"zone": "Europe/Berlin", "sat": ["22:00", "03:30"]})
    utc = ZoneInfo("UTC")
    assert look(night, at("2026-10-25T02:15", utc)).open_now  # 03:15 after the hour that comes twice
    assert not look(night, at("2026-10-25T02:45", utc)).open_now
    assert not look(night, at("2026-03-29T01:45", utc)).open_now  # 03:45: an hour was left out


def test_without_hours_it_is_always_open() -> None:
    assert look(hotline(hours={}), at("2026-11-22T03:00")).open_now


def test_a_holiday_closes_and_has_a_name_in_the_language_of_the_hotline() -> None:
    christmas = at("2023-12-25T10:00")
    seen = look(hotline(calendar={"country": "DE", "subdivision": "BE"}), christmas)
    assert (seen.open_now, seen.closed_why, seen.day_name) == (False, "holiday", "Christmas Day")
    german = look(hotline(calendar={"country": "DE"}, language="de"), christmas)
    assert german.day_name == "Erster Weihnachtstag"


def test_only_the_holidays_of_that_part_of_the_country_count() -> None:
    womens_day = at("2027-03-08T10:00")
    assert not look(hotline(calendar={"country": "DE", "subdivision": "BE"}), womens_day).open_now
    assert look(hotline(calendar={"country": "DE", "subdivision": "BY"}), womens_day).open_now


def test_a_day_of_the_companys_own_wins_over_holidays_and_the_week() -> None:
    days = [
        {"day": "2023-12-25", "name": "Christmas duty", "open": ["10:00", "12:00"]},
        {"day": "2026-11-23", "name": "Company outing", "open": []},
    ]
    calendar = {"country": "DE", "days": days}
    assert look(hotline(calendar=calendar), at("2023-12-25T10:00")).open_now
    assert look(hotline(calendar=calendar), at("2023-12-25T10:00")).day_name == "Christmas duty"
    outing = look(hotline(calendar=calendar), at("2026-11-23T10:00"))
    assert (outing.open_now, outing.closed_why, outing.day_name) == (False, "special", "Company outing")


def test_one_switch_closes_whatever_the_hours_say() -> None:
    seen = look(hotline(hours={}, emergency="Water in the cellar"), at("2026-11-23T10:00"))
    assert (seen.open_now, seen.closed_why) == (False, "emergency")


@pytest.mark.parametrize(
    ("moment", "then"),
    [
        ("2026-11-23T08:59", "2026-11-23T09:00"),
        ("2026-11-23T10:00", "2026-11-23T12:00"),
        ("2026-11-23T18:00", "2026-11-27T22:00"),
        ("2026-11-28T01:00", "2026-11-28T06:00"),
        ("2026-03-28T12:00", "2026-03-30T09:00"),  # over the night in which the clocks change
    ],
)
def test_it_says_when_it_opens_or_closes_next(moment: str, then: str) -> None:
    assert changes_at(hotline(), at(moment)) == at(then)


def test_spans_that_meet_are_no_change_and_a_holiday_is_one() -> None:
    always = hotline(hours={})
    assert changes_at(always, at("2026-11-23T10:00")) is None
    always.calendar = {"country": "DE"}
    christmas = changes_at(always, at("2026-11-23T10:00"))
    assert christmas == at("2026-12-25T00:00", ZoneInfo("UTC"))
    always.emergency = "Water in the cellar"
    assert changes_at(always, at("2026-11-23T10:00")) is None


def test_a_flow_heeds_the_hours_where_it_or_a_sub_flow_of_it_asks_for_them() -> None:
    say, hours = {"nodes": [{"kind": "say"}]}, {"nodes": [{"kind": "hours"}]}
    fork = {"nodes": [{"kind": "fork", "cases": [{"on": "facts.open_now", "eq": False}]}]}
    assert not heeded(say)
    assert all(heeded(each) for each in (hours, fork, {**say, "sub_flows": {"day": hours}}))


def test_a_part_of_a_country_is_called_by_its_names() -> None:
    assert countries()["DE"]["BE"] == "Berlin"
    assert countries()["CH"]["FR"] == "Freiburg / Fribourg"
