"""The contract as the panel's author gets it."""

from __future__ import annotations

import json
from pathlib import Path

from web.openapi import text

KEPT = Path(__file__).resolve().parents[2] / "web" / "ui" / "openapi.json"


def test_the_kept_document_is_the_present_one() -> None:
    assert KEPT.read_text("utf-8") == text(), "run: python -m web.openapi > web/ui/openapi.json"


def test_every_operation_has_a_summary_an_id_and_an_answer() -> None:
    seen: set[str] = set()
    for path, methods in json.loads(text())["paths"].items():
        for method, operation in methods.items():
            assert operation["summary"], f"{method} {path}"
            assert operation["operationId"] not in seen
            seen.add(operation["operationId"])
            assert any(status.startswith("2") for status in operation["responses"]), f"{method} {path}"


def test_every_reference_leads_somewhere() -> None:
    document = text()
    schemas = json.loads(document)["components"]["schemas"]
    references = {part.split('"')[0] for part in document.split('"#/components/schemas/')[1:]}
    assert references <= set(schemas)
