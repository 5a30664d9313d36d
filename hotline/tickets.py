"""Tickets: what a browser that calls us carries, signed by us, so that it cannot claim somebody else's journey."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from itsdangerous import BadData, URLSafeTimedSerializer

VALID_S = 300


@dataclass(frozen=True)
class Ticket:
    """Who calls from a browser. `number` (E.164) stands in for a caller number on the test phone."""

    customer_id: int | None = None
    journey_id: int | None = None
    number: str = ""
    hotline: str = ""


def sign(ticket: Ticket, secret: str) -> str:
    return _serializer(secret).dumps(asdict(ticket))


def read(text: str, secret: str) -> Ticket | None:
    """The ticket, or None for one that is forged, broken or older than five minutes."""
    try:
        return Ticket(**_serializer(secret).loads(text, max_age=VALID_S))
    except BadData:
        return None


def _serializer(secret: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret, salt="browser call")
