"""What a view can reach: route → story → room, and nothing in between."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, cast

from flask import current_app

from channels.chat import Chat
from config import Config
from db import Database
from telephony.calls import Calls
from telephony.port import Switch
from telephony.prompts import Prompts
from web.tail import Tail


@dataclass(frozen=True)
class Rooms:
    """The parts that `house.py` has put together, for the views."""

    config: Config
    db: Database
    calls: Calls
    chat: Chat
    switch: Switch
    """The one that browsers' softphones register with."""
    recognizers: Callable[[], Sequence[Mapping[str, Any]]]
    """What each language is transcribed by: {language, engine, model, state, progress}."""
    writes: tuple[str, ...] = ()
    """How customers can be written to of our own accord: `email`, `sms`."""

    @cached_property
    def tail(self) -> Tail:
        """What live streams read."""
        return Tail(self.db)

    @cached_property
    def prompts(self) -> Prompts:
        """What is said to callers, as files."""
        return Prompts(self.config)

    @property
    def recordings(self) -> Path:
        return self.config.var / "recordings"

    @property
    def attachments(self) -> Path:
        return self.config.var / "attachments"


def rooms() -> Rooms:
    """The rooms of the site that answers this request."""
    return cast(Rooms, current_app.extensions["rooms"])
