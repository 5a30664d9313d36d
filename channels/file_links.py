"""Addresses at which whoever writes by SMS or a messenger finds a file that an agent sent them.

Each is signed for one file of one message, works for as long as the message is kept, and says nothing else.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass
from typing import Any

from channels.models import Message


@dataclass(frozen=True)
class FileLinks:
    """`site` is where people reach us, without a slash at its end."""

    site: str
    secret: str

    def of(self, message: Message) -> list[dict[str, Any]]:
        """The files of a message, in order: [{name, type, size, url}]."""
        return [
            {
                **{name: each[name] for name in ("name", "type", "size")},
                "url": f"{self.site}/f/{message.id}/{place}/{self._key(message.id, place)}",
            }
            for place, each in enumerate(message.attachments)
        ]

    def opens(self, message_id: int, place: int, key: str) -> bool:
        """Whether `key` was made for this file."""
        return hmac.compare_digest(self._key(message_id, place).encode(), key.encode())

    def _key(self, message_id: int, place: int) -> str:
        digest = hmac.new(self.secret.encode(), f"file {message_id} {place}".encode(), hashlib.sha256).digest()
        return base64.urlsafe_b64encode(digest[:15]).decode()
