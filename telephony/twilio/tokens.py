"""Access tokens: what a browser shows Twilio to be a softphone, signed with an API key that we made for that."""

from __future__ import annotations

import json
import os
import secrets
import threading
from dataclasses import dataclass

from twilio.jwt.access_token import AccessToken
from twilio.jwt.access_token.grants import VoiceGrant
from twilio.rest import Client

from config import Config
from telephony.port import Credentials
from telephony.twilio.rest import twilio_speaks

AGENT = "agent-"
AGENT_S = 900
"""The panel asks for a new one a minute before; a token that was stolen is soon of no use."""
VISITOR_S = 300


@dataclass(frozen=True)
class _Key:
    sid: str
    secret: str
    application: str


class Tokens:
    """Softphone credentials. The key and the application behind them are made at Twilio once, and kept in var/."""

    def __init__(self, config: Config, client: Client) -> None:
        self._config, self._client = config, client
        self._file = config.var / "twilio" / f"{config.twilio_account_sid}.json"
        self._lock = threading.Lock()
        self._key: _Key | None = None

    def agent(self, agent_id: int) -> Credentials:
        """For an agent's panel, which is rung and never dials. Raises SwitchFault."""
        return self._make(f"{AGENT}{agent_id:d}", AGENT_S, VoiceGrant(incoming_allow=True))

    def visitor(self, token: str) -> Credentials:
        """For one call. The ticket is signed into the token, so no browser can claim another's. Raises SwitchFault."""
        application = self.key().application
        grant = VoiceGrant(outgoing_application_sid=application, outgoing_application_params={"token": token})
        return self._make(f"visitor-{secrets.token_hex(8)}", VISITOR_S, grant)

    def _make(self, identity: str, lasts_s: int, grant: VoiceGrant) -> Credentials:
        key = self.key()
        token = AccessToken(
            self._config.twilio_account_sid, key.sid, key.secret, identity=identity, ttl=lasts_s, grants=[grant]
        )
        return Credentials(
            uri=f"client:{identity}",
            username=identity,
            password=token.to_jwt(),
            websocket="",
            expires_s=lasts_s,
            kind="twilio",
        )

    def key(self) -> _Key:
        """The API key with its TwiML application: kept, or made now. Raises SwitchFault."""
        with self._lock:
            if self._key is None:
                self._key = self._kept() or self._new()
            return self._key

    def _kept(self) -> _Key | None:
        return _Key(**json.loads(self._file.read_text("utf-8"))) if self._file.exists() else None

    def _new(self) -> _Key:
        url = f"{self._config.public_url}/twilio"
        with twilio_speaks():
            application = self._client.applications.create(
                friendly_name="Threadline",
                voice_url=f"{url}/voice",
                voice_method="POST",
                status_callback=f"{url}/status",
                status_callback_method="POST",
            )
            made = self._client.new_keys.create(friendly_name="Threadline")
        key = _Key(made.sid, made.secret, application.sid)
        self._file.parent.mkdir(parents=True, exist_ok=True)
        new = self._file.with_suffix(f".{os.getpid()}")
        new.touch(mode=0o600)
        new.write_text(json.dumps(key.__dict__), "utf-8")
        new.replace(self._file)
        return key
