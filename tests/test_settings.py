"""Every setting is in the README, where operators look."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from config import Config, ConfigError

ROOT = Path(__file__).resolve().parent.parent


def test_every_setting_is_documented() -> None:
    settings = set(re.findall(r'(?:env\.get|_setting)\(\s*"([A-Z_]+)"', (ROOT / "config.py").read_text("utf-8")))
    documented = set(re.findall(r"`([A-Z_]+)(?:=\d)?`", (ROOT / "README.md").read_text("utf-8")))
    assert len(settings) > 40
    assert settings - documented == set()


def test_a_number_of_days_that_is_none_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="KEEP_RECORDINGS_DAYS='a year'"):
        Config.from_env({"THREADLINE_VAR": str(tmp_path), "KEEP_RECORDINGS_DAYS": "a year"})
