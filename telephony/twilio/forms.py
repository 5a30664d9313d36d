"""The fields of Twilio's requests, none of them believed to be short or well formed."""

from __future__ import annotations

from flask import request


def seconds(text: str) -> float:
    return float(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0.0


def field(name: str) -> str:
    return request.form.get(name, "")[:160]
