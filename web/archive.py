"""A person's archive: everything that we keep of them, readable by people and by programs."""

from __future__ import annotations

import html
import io
import json
import zipfile
from pathlib import Path

from sqlalchemy.orm import Session

from timeline import people
from web import persons


def make(session: Session, customer_id: int, var: Path) -> bytes:
    """A zip: index.html with the timeline, data.json with every row, and their recordings, mails and attachments."""
    members = people.members(session, customer_id)
    found = persons.gather(session, members)
    kept = persons.rows(session, found)
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("data.json", json.dumps(kept, ensure_ascii=False, indent=1, default=str))
        file.writestr("index.html", _page(people.one(session, customer_id).name, kept))
        for each in persons.files(session, found, var):
            file.write(each, f"files/{each.name}")
    return archive.getvalue()


def _page(name: str, kept: dict[str, list[dict[str, object]]]) -> str:
    lines = [
        "".join(f"<td>{_text(each[name])}" for name in ("at", "channel", "kind"))
        + f"<td dir=auto>{_said(each['data'])}"
        for each in sorted(kept.get("entries", []), key=lambda each: (str(each["at"]), str(each["id"])))
    ]
    return (
        f"<!doctype html><meta charset=utf-8><title>{_text(name)}</title>"
        "<style>body{font:16px/1.5 system-ui;margin:2rem}td{padding:.25rem .75rem;vertical-align:top}</style>"
        f"<h1 dir=auto>{_text(name)}</h1><table>{''.join(f'<tr>{line}' for line in lines)}</table>"
    )


def _said(data: object) -> str:
    return "<br>".join(f"{_text(key)}: {_text(value)}" for key, value in dict(data).items() if value != "")  # type: ignore[call-overload]


def _text(value: object) -> str:
    return html.escape(str(value))
