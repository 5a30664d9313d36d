"""What a fact is. Pure."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Fact:
    """What happened. Its fields are its data; `channel` is `phone`, `chat`, `email` or `desk`."""

    def data(self) -> dict[str, Any]:
        return {key: value for key, value in asdict(self).items() if key not in ("channel", "contact_id")}


@dataclass(frozen=True)
class OfContact(Fact):
    """A fact of a contact; `contact_id` is None for what belongs to none, as a note written at the desk."""

    channel: str
    contact_id: int | None
