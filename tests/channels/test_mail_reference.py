"""Every message of ../shared/mail against the reference parse trees beside them."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from channels.mail_parse import parse
from config import ROOT
from tests.channels.mail_reference import DIFFERENCES, FIELDS, FILES, agrees, variants

pytestmark = pytest.mark.skipif(not FILES, reason="../shared/mail is not here")


@pytest.fixture(scope="module")
def differing():
    """Field → the files in which ours is another, once for each variant."""
    return {
        name: [file for file, raw, reference in variants() if not agrees(name, parse(raw), reference)]
        for name in FIELDS
    }


@pytest.mark.parametrize("name", FIELDS)
def test_each_field_agrees_with_the_reference_but_for_the_named_differences(name, differing):
    assert set(differing[name]) == set(DIFFERENCES[name])


def test_the_documentation_says_how_many_agree(differing):
    documented = (ROOT / "docs" / "mail.md").read_text(encoding="utf-8")
    for name, files in differing.items():
        assert f"| {name} | {174 - len(files)} |" in documented
    for why, count in Counter(why for files in DIFFERENCES.values() for why in files.values()).items():
        assert f"| {why} | {count} |" in documented


def test_every_message_becomes_json():
    for _, raw, _ in variants():
        json.dumps(parse(raw).as_json())


def test_every_message_cut_anywhere_is_parsed_without_a_fault():
    for file in FILES:
        raw = file.read_bytes()
        for end in range(0, len(raw), max(1, len(raw) // 40)):
            json.dumps(parse(raw[:end]).as_json())
            json.dumps(parse(raw[end:]).as_json())
