"""Prints the OpenAPI document, from which the panel's TypeScript client is generated: `python -m web.openapi`."""

from __future__ import annotations

import json
import sys

from web.site import contract


def text() -> str:
    """The document as `web/ui/openapi.json` keeps it."""
    return json.dumps(contract().api_doc, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.stdout.write(text())
