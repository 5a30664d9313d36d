"""A file of customers, as a table of texts: CSV of any usual make, or a JSON list of objects. Pure."""

from __future__ import annotations

import codecs
import csv
import io
import json
from dataclasses import dataclass
from typing import Any

from charset_normalizer import from_bytes

LARGEST = 8 << 20
"""Bytes of a file."""
MOST_ROWS = 20_000
MOST_COLUMNS = 60
LONGEST = 2_000
"""Characters of a cell that are kept; no field takes as many."""
DELIMITERS = (",", ";", "\t", "|")
_SAMPLE = 1 << 16
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


class NotReadable(ValueError):
    """There is no table in this file: `empty`, `too_large`, `spreadsheet`, `not_text`, `not_a_list`, `too_many_rows`,
    `too_many_columns`, `no_rows`."""


@dataclass(frozen=True)
class Sheet:
    """`rows`: (line of the file where it begins, or number of the object; its cells, as many as there are columns)."""

    columns: list[str]
    rows: list[tuple[int, list[str]]]


def read(content: bytes) -> Sheet:
    """The table in a file. What looks like a formula is a text like any other. Raises NotReadable."""
    if not content.strip():
        raise NotReadable("empty")
    if len(content) > LARGEST:
        raise NotReadable("too_large")
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise NotReadable("spreadsheet")
    text = _text(content)
    sheet = _objects(text) if text.lstrip()[:1] in ("[", "{") else _lines(text)
    if len(sheet.columns) > MOST_COLUMNS:
        raise NotReadable("too_many_columns")
    if not sheet.rows:
        raise NotReadable("no_rows")
    return sheet


def _text(content: bytes) -> str:
    encoding = next((name for bom, name in _BOMS if content.startswith(bom)), "utf-8")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as fault:
        best = from_bytes(content[:_SAMPLE]).best() if encoding == "utf-8" else None
        if best is None:
            raise NotReadable("not_text") from fault
        text = content.decode(best.encoding, "replace")
    if "\0" in text:
        raise NotReadable("not_text")
    return text


def _lines(text: str) -> Sheet:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    columns: list[str] = []
    rows: list[tuple[int, list[str]]] = []
    begins = 1
    try:
        for cells in reader:
            line, begins = begins, reader.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            if not columns:
                columns = [cell.strip()[:LONGEST] for cell in cells]
            else:
                rows.append((line, _fitted(cells, len(columns))))
                _not_too_many(rows)
    except csv.Error as fault:
        raise NotReadable("not_text") from fault
    return Sheet(columns, rows)


def _delimiter(text: str) -> str:
    """The one that cuts the first lines into the most columns, as many in each."""
    sample = text[:_SAMPLE].splitlines()[:20]

    def fits(delimiter: str) -> tuple[int, int]:
        widths = [len(cells) for cells in csv.reader(sample, delimiter=delimiter) if cells]
        wide = widths[0] if widths else 0
        return (sum(each == wide for each in widths) if wide > 1 else 0, wide)

    try:
        return max(DELIMITERS, key=fits)
    except csv.Error as fault:
        raise NotReadable("not_text") from fault


def _objects(text: str) -> Sheet:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as fault:
        raise NotReadable("not_a_list") from fault
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise NotReadable("not_a_list")
    _not_too_many(found)
    columns = list(dict.fromkeys(name for each in found for name in each))
    if len(columns) > MOST_COLUMNS:
        raise NotReadable("too_many_columns")
    rows = [(number, [_said(each.get(name)) for name in columns]) for number, each in enumerate(found, start=1) if each]
    return Sheet([_said(each) for each in columns], rows)


def _said(value: Any) -> str:
    """A value as a cell says it; of a list each on its own. NUL is in no database's texts."""
    if isinstance(value, list):
        return "; ".join(_said(each) for each in value if not isinstance(each, list))[:LONGEST]
    if value is None or isinstance(value, dict):
        return ""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    # Half of a pair of surrogates can be written in JSON, and in no database.
    return text.encode("utf-8", "replace").decode().replace("\0", "").strip()[:LONGEST]


def _fitted(cells: list[str], wide: int) -> list[str]:
    return [cell.strip()[:LONGEST] for cell in cells[:wide]] + [""] * (wide - len(cells))


def _not_too_many(rows: list[Any]) -> None:
    if len(rows) > MOST_ROWS:
        raise NotReadable("too_many_rows")
