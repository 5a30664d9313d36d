"""One story, told three times: the simulator, Asterisk and the stand-in for Twilio give the same timeline."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from db import Database
from tests.stories import tales, tales_between
from tests.stories.product import Product
from tests.stories.stages import Stage, Telephone, told
from tests.stories.stages.asterisk import Asterisk
from tests.stories.stages.simulator import Rehearsal, Simulator
from tests.stories.stages.twilio import Clouded, Twilio

Tale = Callable[[Stage, str], Telephone]
TALES: tuple[Tale, ...] = (*tales.TALES, *tales_between.TALES)
ON_ASTERISK = (tales.goes_through_many_hands, tales.gives_up_in_line, tales.is_dropped_at_once)
"""The others have stories of their own there, with browsers."""
NUMBERS = {tale: f"+1555778{place:03d}0" for place, tale in enumerate(TALES)}
"""Each customer is a new one, and the same on every stage."""


@pytest.fixture(scope="module")
def rehearsal(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rehearsal]:
    folder = tmp_path_factory.mktemp("rehearsal")
    shutil.copy(sqlite_template, folder / "threadline.db")
    with Rehearsal(folder, Database(f"sqlite:///{folder / 'threadline.db'}")) as rehearsal:
        yield rehearsal


@pytest.fixture(scope="module")
def expected(rehearsal: Rehearsal) -> Callable[[Tale], str]:
    """expected(tale) → its timeline on the simulator, where it is told once."""

    @cache
    def expected(tale: Tale) -> str:
        with Simulator(rehearsal) as stage:
            return told(rehearsal, tale(stage, NUMBERS[tale]))

    return expected


@pytest.mark.parametrize("tale", TALES, ids=lambda tale: tale.__name__)
def test_on_twilio(tale: Tale, expected: Callable[[Tale], str], alone: Clouded) -> None:
    with Twilio(alone) as stage:
        assert told(stage.product, tale(stage, NUMBERS[tale])) == expected(tale)
    assert not alone.breaches


@pytest.mark.parametrize("tale", ON_ASTERISK, ids=lambda tale: tale.__name__)
def test_on_asterisk(tale: Tale, expected: Callable[[Tale], str], calling: Product, tmp_path: Path) -> None:
    with Asterisk(calling, tmp_path) as stage:
        assert told(calling, tale(stage, NUMBERS[tale])) == expected(tale)
