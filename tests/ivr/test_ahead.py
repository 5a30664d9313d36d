"""What a voice renders before anybody calls is what the callers then hear."""

from __future__ import annotations

import json
from pathlib import Path

from hotline.golden import Golden, played
from ivr.ahead import spoken_by
from ivr.flow import read
from ivr.turns import Say

ROOT = Path(__file__).resolve().parents[2]


def test_a_call_about_an_order_says_nothing_that_was_not_rendered_ahead() -> None:
    flow = read(json.loads((ROOT / "hotline" / "demo_flow.json").read_text("utf-8")))
    ahead = set(spoken_by(flow))
    golden = Golden.read(ROOT / "tests" / "conversations" / "order_happy_path.txt")
    said = {Say(text, "en") for exchange in golden.exchanges for text in exchange.says if text.isascii()}
    assert said
    assert said <= ahead
    assert played(flow, golden)
    assert {prompt.language for prompt in ahead} == {"en", "fa"}
