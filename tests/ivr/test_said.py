"""What is told as data is said in each language of the panel."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from string import Formatter
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from config import ROOT
from hotline.studio.sentences import SENTENCES as STUDIO
from ivr.flow import Flow
from ivr.kinds import AnyNode
from ivr.phrasing import SENTENCES as CHANGES
from ivr.phrasing import WAYS, longest
from ivr.said import said

LOCALES = ROOT / "web" / "ui" / "src" / "locales"


@pytest.mark.parametrize("language", ["en", "fa", "ru", "th"])
@pytest.mark.parametrize(("file", "sentences"), [("changes", CHANGES), ("studio", STUDIO)])
def test_every_sentence_is_there_and_tells_all_that_it_is_about(
    file: str, sentences: dict[str, str], language: str
) -> None:
    texts: dict[str, str] = json.loads((LOCALES / language / f"{file}.json").read_text("utf-8"))
    assert texts.keys() == sentences.keys()
    for code, sentence in sentences.items():
        assert set(re.findall(r"{{(\w+)}}", texts[code])) == {n for _, n, _, _ in Formatter().parse(sentence) if n}, (
            code
        )


def test_a_sentence_may_stand_within_another() -> None:
    told = said("both", one=said("word", it="a"), rest=[said("word", it="b"), said("word", it=True)], none=[], n=2.0)
    sentences = {"both": "{one}; {rest}; {none}; {n}", "word": "<{it}>"}
    assert told.english(sentences) == "<a>; <b>, <yes>; nothing; 2"
    assert told.data()["params"]["rest"][0] == {"code": "word", "params": {"it": "b"}}


def ways(model: type[BaseModel], path: str = "") -> Iterator[str]:
    """The path of every field that names a node."""
    for name, about in model.model_fields.items():
        extra: Any = about.json_schema_extra
        if isinstance(extra, dict) and extra.get("names_node"):
            yield f"{path}{name}"
        for part in (about.annotation, *get_args(about.annotation)):
            if isinstance(part, type) and issubclass(part, BaseModel) and part is not Flow:
                yield from ways(part, f"{path}{name}.")


def test_every_way_out_of_every_kind_can_be_told() -> None:
    kinds = get_args(get_args(AnyNode)[0])
    paths = {path for kind in kinds for path in ways(kind)}
    assert len(kinds) > 15 and len(paths) > 20
    assert [path for path in paths if longest(path, WAYS) is None] == []
