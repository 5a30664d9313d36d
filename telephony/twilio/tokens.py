"""Access tokens: what a browser shows Twilio to be a softphone, signed with an API key that we made for that."""

from __future__ import annotations

import json
import os
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from twilio.base.exceptions import TwilioRestException
from twilio.jwt.access_token import AccessToken
from twilio.jwt.access_token.grants import VoiceGrant
from twilio.rest import Client

from config import Config
from telephony.port import Credentials
from telephony.twilio.places import Places
from telephony.twilio.rest import twilio_speaks

NAME = "Threadline"
"""Of what we make at Twilio, in its console."""
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
        self._config, self._client, self._places = config, client, Places(config.public_url)
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
                self._key = self._kept() or self._keep(self._new_key(), self._application("")[0])
            return self._key

    def set_up(self) -> list[str]:
        """What is missing at Twilio is made, and what is there is pointed at us; says what was done. May be repeated.

        Raises SwitchFault.
        """
        with self._lock:
            kept = self._kept()
            application, did = self._application(kept.application if kept else "")
            works = kept is not None and _there(self._client.keys(kept.sid).fetch) is not None
            sid, secret = (kept.sid, kept.secret) if kept and works else self._new_key()
            self._key = self._keep((sid, secret), application)
        key = f"The API key {sid} {'is there' if works else 'was made'}; its secret is in {self._file}."
        return [f"The TwiML application {application} {did}.", key]

    def _kept(self) -> _Key | None:
        return _Key(**json.loads(self._file.read_text("utf-8"))) if self._file.exists() else None

    def _application(self, known: str) -> tuple[str, str]:
        """The application that browsers' calls come by, and what was done.

        `known` may be gone by now; and where we have forgotten it, there may be one.
        """
        to = self._places.voice()
        if known and _there(partial(self._client.applications(known).update, **to)):
            return known, f"leads to {to['voice_url']}"
        with twilio_speaks():
            alike = self._client.applications.list(friendly_name=NAME)
            found = next((each.sid for each in alike if each.voice_url == to["voice_url"]), "")
            if found:
                self._client.applications(found).update(**to)
                return found, f"leads to {to['voice_url']}"
            made = self._client.applications.create(friendly_name=NAME, **to)
            return made.sid, f"was made, and leads to {to['voice_url']}"

    def _new_key(self) -> tuple[str, str]:
        with twilio_speaks():
            made = self._client.new_keys.create(friendly_name=NAME)
        return made.sid, made.secret

    def _keep(self, key: tuple[str, str], application: str) -> _Key:
        """In a file that nobody else can read, whole or not at all."""
        kept = _Key(*key, application)
        self._file.parent.mkdir(parents=True, exist_ok=True)
        new = self._file.with_suffix(f".{os.getpid()}")
        new.touch(mode=0o600)
        new.write_text(json.dumps(kept.__dict__), "utf-8")
        new.replace(self._file)
        return kept


def _there(ask: Callable[[], object]) -> object:
    """What Twilio answers; None for what it has not got. Raises SwitchFault."""
    with twilio_speaks():
        try:
            return ask()
        except TwilioRestException as fault:
            if fault.status == 404:
                return None
            raise
