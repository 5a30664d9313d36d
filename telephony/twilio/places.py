"""Where Twilio finds us: the absolute URLs of our webhooks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from ivr.turns import Prompt
from telephony.twilio.twiml import Addresses

AGAIN = "again"
"""In the query of a webhook that failed, and is asked once more."""


@dataclass(frozen=True)
class Places:
    """All under the one address that the world knows us by, whatever proxies stand before us."""

    public_url: str

    def url(self, path: str) -> str:
        return f"{self.public_url}/twilio/{path}"

    def voice(self) -> dict[str, str]:
        """Where Twilio asks about calls, as its numbers and applications are told.

        Where it has no use for a document of ours, or gets none, it asks there once more: the call goes on where it
        stands, and a restart of ours loses no caller.
        """
        voice = self.url("voice")
        return {
            "voice_url": voice,
            "voice_method": "POST",
            "voice_fallback_url": voice,
            "voice_fallback_method": "POST",
            "status_callback": self.url("status"),
            "status_callback_method": "POST",
        }

    @property
    def out_of_sight(self) -> str:
        """Why Twilio cannot reach us, in a sentence; empty where nothing speaks against it."""
        host = urlsplit(self.public_url).hostname or ""
        try:
            beyond = ip_address(host).is_global
        except ValueError:
            beyond = "." in host
        if beyond:
            return ""
        return (
            f"PUBLIC_URL={self.public_url} leads nowhere outside of this network: Twilio cannot ask us anything. "
            "Set it to the https address by which the world reaches you."
        )

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
