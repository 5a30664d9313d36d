"""What the panel is refused with a plain sentence has that sentence in every language of the panel.

That all languages have the same ones is looked at in web/ui/src/locales/locales.test.ts. A sentence that carries what
was sent (a column, a key) is the server's own.
"""

from __future__ import annotations

import ast
import json
from pathlib import Path

from web.errors import CANNOT_DIAL, STORIES

WEB = Path(__file__).resolve().parents[2] / "web"
LOCALES = WEB / "ui" / "src" / "locales" / "en"
ELSEWHERE = {
    "bad_request": "whoever sends what the panel does not",
    "no_secret": "programs that tell of entries",
    "no_chat": "the chat widget, which has words of its own",
    "no_files": "the chat widget",
    "no_visitor": "the chat widget",
    "not_your_chat": "the chat widget",
    "not_built": "whoever builds the panel",
    "wrong_login": "the page where one logs in, which has words of its own",
    "no_demo": "the test phone, which does not offer it elsewhere",
}
"""Code → who meets it outside of the panel."""


def refused_plainly() -> set[str]:
    codes = {code for _, code, _ in STORIES.values()} | CANNOT_DIAL.keys()
    for file in WEB.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            match node:
                case ast.Call(func=ast.Name("Refused"), args=[_, ast.Constant(str(code)), ast.Constant(str()), *_]):
                    codes.add(code)
    return codes


def translated() -> set[str]:
    return {code for file in LOCALES.glob("*.json") for code in json.loads(file.read_text("utf-8")).get("refused", ())}


def test_every_plain_refusal_has_its_sentence_in_the_panels_languages() -> None:
    plain = refused_plainly()
    assert len(plain) > 40
    assert plain - translated() - ELSEWHERE.keys() == set()
    assert ELSEWHERE.keys() <= plain - translated(), "is met in the panel now, or nowhere"
