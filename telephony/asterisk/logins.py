"""Short-lived SIP logins, in Asterisk's own database: made and taken back without a reload, and safe from a restart.

PJSIP reads its endpoint, auth and aor objects through sorcery's astdb wizard (conf/sorcery.conf): a row is the family
`threadline/<type>`, the object's name, and its fields as JSON. When each login ends is known by a file of its name in
var/asterisk/logins, whose time is the end.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import time
from contextlib import suppress
from urllib.parse import urlsplit

from config import Config
from telephony.asterisk.ami import Ami
from telephony.asterisk.configuration import Layout
from telephony.asterisk.events import AGENT
from telephony.port import Credentials, SwitchFault

AGENT_S = 12 * 3600
VISITOR_S = 3600
"""Long enough for one call; the token in it is good for one journey only."""
VISITOR = "visitor-"
WEBSOCKET = "/sip"
"""On our own origin; the web server carries it to Asterisk's HTTP server."""
GONE_AFTER_S = 4
"""No sound from a browser for so long: the tab is gone, whatever its last words were, and its leg ends by itself.

A crash is known sooner, by its connections (`partings.panel_cut`); a cable that is pulled is not. Asterisk sends no
ContactStatus for a login that it has not read at its start, and a browser that only loses its WebSocket keeps its call.
"""

_TYPES = ("aor", "auth", "endpoint")
"""In the order in which they are made, so that no endpoint exists without what it names."""
_MEDIA = {
    "disallow": "all",
    "direct_media": "no",
    "rtp_symmetric": "yes",
    "force_rport": "yes",
    "rewrite_contact": "yes",
    "allow_transfer": "no",
    "allow_subscribe": "no",
    "trust_id_inbound": "no",
}
_BROWSER = _MEDIA | {"webrtc": "yes", "allow": "opus,ulaw", "rtp_timeout": str(GONE_AFTER_S)}
_PHONE = _MEDIA | {"allow": "opus,g722,ulaw,alaw", "dtmf_mode": "auto", "rtp_timeout": "30"}


class Logins:
    """Makes and ends logins. Any process may; the last one made for an agent is the one that works."""

    def __init__(self, config: Config, ami: Ami) -> None:
        self._ami = ami
        self._ends = Layout(config).logins
        self._domain = urlsplit(config.public_url).hostname or "threadline.invalid"
        self._ice = tuple(_ice(config))

    def agent(self, agent_id: int, phone: bool = False) -> Credentials:
        kind = _PHONE if phone else _BROWSER
        aor = {"max_contacts": "1", "remove_existing": "yes", "minimum_expiration": "30", "maximum_expiration": "600"}
        return self._make(f"{AGENT}{agent_id:d}", AGENT_S, kind | {"context": "agents"}, aor)

    def visitor(self, token: str) -> Credentials:
        """An endpoint for one call. The token is a variable that the server sets, so no browser can claim another's."""
        if not re.fullmatch(r"[0-9A-Za-z_.=-]{0,400}", token):
            raise ValueError("a token is letters, figures, and . _ - =")
        endpoint = _BROWSER | {"context": "hotline", "set_var": f"TL_TOKEN={token}"}
        return self._make(f"{VISITOR}{secrets.token_hex(8)}", VISITOR_S, endpoint, {"max_contacts": "0"})

    def sweep(self) -> int:
        swept = 0
        for end in self._ends.iterdir():
            if end.stat().st_mtime < time.time():
                self.end(end.name)
                swept += 1
        return swept

    def end(self, name: str) -> None:
        """The login stops working; calls that it made go on."""
        for kind in reversed(_TYPES):
            with suppress(SwitchFault):  # It was not there.
                self._ami.act("DBDel", Family=f"threadline/{kind}", Key=name)
        (self._ends / name).unlink(missing_ok=True)

    def _make(self, name: str, lasts_s: int, endpoint: dict[str, str], aor: dict[str, str]) -> Credentials:
        password = secrets.token_urlsafe(24)
        end = self._ends / name
        end.parent.mkdir(parents=True, exist_ok=True)
        end.touch()
        os.utime(end, (time.time() + lasts_s,) * 2)
        objects = {
            "aor": aor,
            "auth": {"auth_type": "userpass", "username": name, "password": password},
            "endpoint": endpoint | {"auth": name, "aors": name},
        }
        for kind in _TYPES:
            text = json.dumps(objects[kind], separators=(",", ":"))
            self._ami.act("DBPut", Family=f"threadline/{kind}", Key=name, Val=text)
        return Credentials(
            uri=f"sip:{name}@{self._domain}",
            username=name,
            password=password,
            websocket=WEBSOCKET,
            expires_s=lasts_s,
            ice_servers=self._ice,
        )


def _ice(config: Config) -> list[dict[str, str]]:
    servers = [{"urls": stun} for stun in config.stun]
    for turn in config.turn:
        urls, *login = turn.split("|")
        servers.append({"urls": urls} | dict(zip(("username", "credential"), login, strict=False)))
    return servers
