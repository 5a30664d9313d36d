"""Passwords of other people's servers, as they stand in the database: nothing without SECRET_KEY."""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken


def seal(secret: str, text: str) -> str:
    """`text`, encrypted and signed; the empty string stays empty."""
    return _key(secret).encrypt(text.encode()).decode() if text else ""


def unseal(secret: str, sealed: str) -> str:
    """Raises ValueError for what another SECRET_KEY has sealed."""
    try:
        return _key(secret).decrypt(sealed.encode()).decode() if sealed else ""
    except InvalidToken as fault:
        raise ValueError("SECRET_KEY is another one than before. Enter the password again.") from fault


def _key(secret: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(f"sealed {secret}".encode()).digest()))
