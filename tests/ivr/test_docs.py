from __future__ import annotations

from ivr.docs import page
from ivr.kinds import KINDS

from .small import ROOT


def test_the_page_about_flows_is_not_stale() -> None:
    written = (ROOT / "docs" / "flows.md").read_text("utf-8")
    assert written.rstrip() == page().rstrip(), "run: python -m ivr.docs > docs/flows.md"


def test_every_field_of_every_kind_is_described() -> None:
    missing = [
        f"{kind}.{name}"
        for kind, node in KINDS.items()
        for name, field in node.model_fields.items()
        if name != "kind" and not field.description
    ]
    assert missing == []
