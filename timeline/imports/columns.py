"""Which column is which field of a customer, and what a row says of one. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from timeline import addresses

ADDRESSES = ("phone", "email", "external")
"""By these a customer is known again; a column of each may come more than once."""
LENGTHS = {"name": 200, "company": 200, "postal": 400}
TARGETS: tuple[str, ...] = (
    *("name", "first_name", "last_name", "company", *ADDRESSES),
    *("language", "tags", "birthday", "renewal_on", "postal", "value"),
)
OWN = "own:"
"""Before the key of a field that the company has defined itself."""
OUR_SYSTEM = "crm"
"""Whose an external id is that does not say it."""

_HEADINGS = {
    "name": "name|full name|customer|client|نام و نام خانوادگی|مشتری|имя|фио|клиент|ชื่อ|ชื่อลูกค้า",
    "first_name": "first name|given name|forename|firstname|vorname|نام|نام کوچک|ชื่อจริง",
    "last_name": "last name|surname|family name|lastname|nachname|نام خانوادگی|фамилия|นามสกุล",
    "company": "company|organisation|organization|firm|firma|account|شرکت|سازمان|компания|организация|บริษัท",
    "phone": "phone|telephone|tel|mobile|cell|phone number|mobile number|mobile phone|telefon|handy"
    "|تلفن|موبایل|شماره|شماره تلفن|تلفن همراه|телефон|мобильный|номер телефона|โทรศัพท์|เบอร์โทร|มือถือ",
    "email": "email|mail|e mail|email address|ایمیل|رایانامه|почта|эл почта|электронная почта|อีเมล",
    "external": "external id|id|customer id|customer number|crm id|شناسه|کد مشتری|идентификатор|код клиента|รหัสลูกค้า",
    "language": "language|lang|locale|sprache|زبان|язык|ภาษา",
    "tags": "tags|tag|labels|groups|برچسب|برچسب ها|теги|метки|แท็ก",
    "birthday": "birthday|birth date|date of birth|dob|born|تاریخ تولد|تولد|дата рождения|день рождения|วันเกิด",
    "renewal_on": "renewal|renewal date|renewal on|renews on|contract end|تمدید|تاریخ تمدید|продление|วันต่ออายุ",
    "postal": "address|postal|postal address|street|نشانی|آدرس|адрес|ที่อยู่",
    "value": "value|customer value|score|ارزش|ценность|มูลค่า",
}
_BY_HEADING = {word: target for target, words in _HEADINGS.items() for word in words.split("|")}


class Unfit(ValueError):
    """A row cannot be taken. `code` says why, `field` which field it is of."""

    def __init__(self, code: str, field: str = "") -> None:
        super().__init__(code)
        self.code, self.field = code, field


@dataclass(frozen=True)
class Given:
    """What a row says of a customer. `values` are fields of the card, `own` the company's, as texts still."""

    identities: list[tuple[str, str]] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    tags: list[str] = field(default_factory=list)
    own: dict[str, str] = field(default_factory=dict)


def guess(columns: Sequence[str], own: Mapping[str, str]) -> list[str]:
    """The target of each column, empty where none fits. `own`: key → label of the company's own fields."""
    ours = {_bare(word): OWN + key for key, label in own.items() for word in (key, label)}
    taken: set[str] = set()
    found = []
    for column in columns:
        word = re.sub(r" \d+$", "", _bare(column))
        target = ours.get(word) or _BY_HEADING.get(word, "")
        target = target if target in ADDRESSES or target not in taken else ""
        taken.add(target)
        found.append(target)
    if "first_name" in found and "last_name" not in found:
        found = ["name" if each == "first_name" and "name" not in found else each for each in found]
    return found


def _bare(text: str) -> str:
    return " ".join(re.sub(r"[\W_]+", " ", text.casefold()).split())


def row(cells: Sequence[str], targets: Sequence[str], region: str) -> Given:
    """What these cells say. Raises Unfit."""
    said = [(target, cell.strip()) for target, cell in zip(targets, cells, strict=True) if target and cell.strip()]
    given = Given()
    for target, cell in said:
        if target in ADDRESSES:
            given.identities.extend(_addresses(target, cell, region))
        elif target == "tags":
            given.tags.extend(_tags(cell))
        elif target.startswith(OWN):
            given.own[target.removeprefix(OWN)] = cell
        elif target in _READ:
            try:
                given.values[target] = _READ[target](cell)
            except Unfit as fault:
                raise Unfit(fault.code, target) from fault
        else:
            given.values[target] = cell
    parts = [given.values.pop(each) for each in ("first_name", "last_name") if each in given.values]
    if parts:
        given.values.setdefault("name", " ".join(parts))
    for name, longest in LENGTHS.items():
        if len(given.values.get(name, "")) > longest:
            raise Unfit("too_long", name)
    if not given.identities:
        raise Unfit("no_address")
    return Given(list(dict.fromkeys(given.identities)), given.values, list(dict.fromkeys(given.tags)), given.own)


def _addresses(kind: str, cell: str, region: str) -> list[tuple[str, str]]:
    """Several stand in one cell where a semicolon or a line parts them."""
    found = []
    for each in filter(None, (part.strip() for part in re.split(r"[;\n]", cell))):
        text = f"{OUR_SYSTEM}:{each}" if kind == "external" and ":" not in each else each
        value = addresses.canonical(kind, text, region)
        if value is None:
            raise Unfit(f"bad_{kind}", kind)
        found.append((kind, value))
    return found


def shown(cell: str, target: str, region: str) -> str:
    """A cell as it would stand on the card; as it is where it cannot be taken."""
    try:
        if target in ADDRESSES:
            return ", ".join(addresses.shown(kind, value) for kind, value in _addresses(target, cell, region))
        return str(_READ[target](cell)) if target in _READ and cell else cell
    except Unfit:
        return cell


def _tags(cell: str) -> list[str]:
    tags = [each.strip() for each in re.split(r"[,;|\n]", cell) if each.strip()]
    if len(tags) > 20 or any(len(each) > 40 for each in tags):
        raise Unfit("bad_tags", "tags")
    return tags


def _language(cell: str) -> str:
    head, _, tail = cell.replace("_", "-").partition("-")
    language = head.lower() + (f"-{tail.upper()}" if tail else "")
    if not re.fullmatch(r"[a-z]{2,3}(-[A-Z]{2})?", language):
        raise Unfit("bad_language")
    return language


def _value(cell: str) -> int:
    if not re.fullmatch(r"[0-9]{1,3}", cell) or int(cell) > 100:
        raise Unfit("bad_value")
    return int(cell)


_WRITTEN = (r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})", r"(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})")


def day(cell: str) -> date | None:
    """A day, written 2026-03-21 or 21.03.2026. What could be the third of April or the fourth of March is None."""
    for way in _WRITTEN:
        if found := re.fullmatch(way + r"(?:[T ].*)?", cell, re.ASCII):
            try:
                return date(int(found["y"]), int(found["m"]), int(found["d"]))
            except ValueError:
                return None
    return None


def _day(cell: str) -> date:
    found = day(cell)
    if found is None:
        raise Unfit("bad_day")
    return found


_READ: dict[str, Callable[[str], Any]] = {
    "language": _language,
    "value": _value,
    "birthday": _day,
    "renewal_on": _day,
}
