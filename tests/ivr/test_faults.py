"""What is wrong with a flow is said in each language of the panel."""

from __future__ import annotations

import json
import re
from string import Formatter
from typing import Any

import pytest

from config import ROOT
from ivr.faults import SENTENCES, Fault
from ivr.standard import STANDARD

LOCALES = ROOT / "web" / "ui" / "src" / "locales"


def names(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def told(text: str) -> set[str]:
    return set(re.findall(r"{{(\w+)}}", text))


@pytest.mark.parametrize("language", ["en", "fa", "ru", "th"])
def test_every_fault_and_every_rule_has_a_sentence_that_tells_no_more_than_is_known(language: str) -> None:
    texts: dict[str, Any] = json.loads((LOCALES / language / "faults.json").read_text("utf-8"))
    assert texts["fault"].keys() == SENTENCES.keys()
    for code, (what, do) in SENTENCES.items():
        said = texts["fault"][code]
        assert told(said["what"]) | told(said["do"]) <= names(what) | names(do) | {"field"}, code
    assert list(texts["breach"]) == [rule.rule for rule in STANDARD]
    for rule in STANDARD:
        assert told(texts["breach"][rule.rule]) <= names(rule.sentence), rule.rule


def test_a_fault_reads_as_a_sentence_in_english() -> None:
    fault = Fault("ask", "untranslated", "prompt", {"languages": ["fa", "th"]})
    assert str(fault) == "ask: prompt has no text in fa, th. Write it."
