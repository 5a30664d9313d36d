"""What every answer tells the browser to refuse."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from flask import Flask, Response, request

_HOST = re.compile(r"[A-Za-z0-9.\-]+(:\d+)?|\[[0-9a-fA-F:]+\](:\d+)?")

OWN_FRAMES = ("conversations.layout",)
"""Endpoints of pages that only our own pages frame, and whose own policy says so."""

FRAMEABLE = ("visitor.widget",)
"""Endpoints of pages that other sites show inside their own; no other page can be framed."""

SOURCES = {
    "default-src": "'self'",
    "script-src": "'self'",
    # The component library writes its CSS variables into style elements.
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "media-src": "'self' blob:",
    "worker-src": "'self' blob:",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
}


TWILIO = {"connect-src": " https://*.twilio.com wss://*.twilio.com", "media-src": " https://sdk.twilio.com"}
"""Where the phone of Twilio's calls goes, in installations that have them."""


def install(app: Flask, tls: bool, chat_origins: Sequence[str] = (), twilio: bool = False) -> None:
    """Add the security headers to every answer. `chat_origins` may frame what is FRAMEABLE; with `twilio` the panel
    may speak with Twilio."""
    beyond = TWILIO if twilio else {}
    ancestors = " ".join(("'self'", *chat_origins))

    @app.after_request
    def secure(response: Response) -> Response:
        framed = request.endpoint in FRAMEABLE
        response.headers.setdefault("Content-Security-Policy", _policy(ancestors if framed else "'none'", beyond))
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers["Permissions-Policy"] = "microphone=(self), camera=(), geolocation=()"
        if not framed:
            response.headers["X-Frame-Options"] = "SAMEORIGIN" if request.endpoint in OWN_FRAMES else "DENY"
        if tls:
            response.headers["Strict-Transport-Security"] = "max-age=31536000"
        if request.path.startswith("/api/"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response


def _policy(ancestors: str, beyond: Mapping[str, str]) -> str:
    # Some browsers do not count a WebSocket of the same host as 'self'.
    host = request.host if _HOST.fullmatch(request.host) else ""
    sockets = f" ws://{host} wss://{host}" if host else ""
    rules = {**SOURCES, "connect-src": f"'self'{sockets}", "frame-ancestors": ancestors}
    return "; ".join(f"{name} {sources}{beyond.get(name, '')}" for name, sources in rules.items())
