"""Where Twilio finds us: the absolute URLs of our webhooks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ivr.turns import Prompt
from telephony.twilio.twiml import Addresses


@dataclass(frozen=True)
class Places:
    """All under the one address that the world knows us by, whatever proxies stand before us."""

    public_url: str

    def url(self, path: str) -> str:
        return f"{self.public_url}/twilio/{path}"

    def media(self, call_id: int, token: str) -> str:
        """The WebSocket to which a talk is streamed."""
        return f"ws{self.public_url.removeprefix('http')}/twilio/media/{call_id}/{token}"

    def of_call(
        self, call_id: int, turn_number: int, prompt: Callable[[Prompt], str], whose: str = "calls"
    ) -> Addresses:
        """`whose`: `drafts` for a call of a draft, which has turns and nothing else."""
        return Addresses(
            turn=self.url(f"{whose}/{call_id}/turns/{turn_number}"),
            line=self.url(f"calls/{call_id}/line"),
            waiting=self.url(f"calls/{call_id}/waiting"),
            keyed=self.url(f"calls/{call_id}/keyed"),
            held=self.url("held"),
            music=self.url("music.wav"),
            prompt=prompt,
        )
