"""Who may knock: every webhook is signed by Twilio with our token, over our public URL and its form."""

from __future__ import annotations

import logging

from flask import Blueprint, abort, request
from twilio.request_validator import RequestValidator

log = logging.getLogger(__name__)

LARGEST = 64 * 1024
"""Bytes of a form. Twilio's have a few kilobytes."""


def only_signed(door: Blueprint, public_url: str, token: str) -> None:
    """Refuse what is too large (413) or has no valid signature (403).

    The address that Twilio signed is the one it was given, so `public_url` decides, whatever proxies make of it.
    Audio is fetched by GET without a signature; its names cannot be guessed.
    """
    validator = RequestValidator(token)

    @door.before_request
    def signed() -> None:
        request.max_content_length = LARGEST
        if request.method == "GET":
            return
        asked = public_url + request.full_path.rstrip("?")
        given = request.headers.get("X-Twilio-Signature", "")
        if not validator.validate(asked, request.form, given):
            log.warning(
                "refused: the signature %.60r does not fit %s with the fields %s (from %s)",
                given,
                asked,
                ", ".join(sorted(request.form)),
                request.remote_addr,
            )
            abort(403)
