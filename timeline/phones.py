"""Phone numbers, from any spelling to E.164."""

from __future__ import annotations

import phonenumbers


def e164(text: str, region: str) -> str | None:
    """`+15551230001` from any usual spelling; None for what is no number, hidden, or too short to be a person's."""
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def shown(number: str) -> str:
    """As people write it: `+1 555-123-0001`."""
    try:
        return phonenumbers.format_number(
            phonenumbers.parse(number, None), phonenumbers.PhoneNumberFormat.INTERNATIONAL
        )
    except phonenumbers.NumberParseException:
        return number
