"""What became of each row of a file, as a table in the reader's language."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from timeline.imports import columns
from timeline.imports.models import ImportRow

LOCALES = Path(__file__).parent / "ui" / "src" / "locales"
"""The page's own texts: the table says what the page says."""
OTHERWISE = "en"


@cache
def words(language: str) -> dict[str, Any]:
    """The texts of the page about imports; those of English where there are none in this language."""
    file = LOCALES / language / "imports.json"
    known = language in {each.name for each in LOCALES.iterdir()} and file.is_file()
    found: dict[str, Any] = json.loads((file if known else LOCALES / OTHERWISE / "imports.json").read_text("utf-8"))
    return found


def table(rows: Iterable[ImportRow], own: dict[str, str], state: str, language: str) -> str:
    """CSV with its mark, with which a spreadsheet reads any script. It repeats nothing of what the file said.

    `own` are the company's own fields by key. The last column is the reason's code, the same in every language.
    """
    say = words(language)
    heads = say["columns"]
    text = io.StringIO("\ufeff")
    text.seek(0, io.SEEK_END)
    lines = csv.writer(text)
    lines.writerow((say["line"], heads["outcome"], heads["field"], heads["todo"], heads["customer"], heads["code"]))
    for row in rows:
        became = row.outcome or ("" if state == "cancelled" else row.forecast)
        lines.writerow(
            (
                row.line,
                say["outcome"].get(became, heads["left"]),
                say["field"].get(row.field) or own.get(row.field.removeprefix(columns.OWN), row.field),
                say["why"].get(row.why, ""),
                row.customer_id or "",
                row.why,
            )
        )
    return text.getvalue()
