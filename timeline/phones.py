"""Phone numbers, from any spelling to E.164."""

from __future__ import annotations

import phonenumbers
from phonenumbers import PhoneNumberType

_NO_TEXTS = {
    PhoneNumberType.FIXED_LINE,
    PhoneNumberType.TOLL_FREE,
    PhoneNumberType.PREMIUM_RATE,
    PhoneNumberType.SHARED_COST,
    PhoneNumberType.UAN,
    PhoneNumberType.VOICEMAIL,
    PhoneNumberType.PAGER,
}

_IN_FULL = 9
"""Digits that a number in a text has at least, so that an order's number is none."""


def e164(text: str, region: str) -> str | None:
    """`+15551230001` from any usual spelling; None for what is no number, hidden, or too short to be a person's."""
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def within(text: str, region: str) -> list[str]:
    """The numbers that a text names, in their order, as E.164."""
    found = phonenumbers.PhoneNumberMatcher(text, region, leniency=phonenumbers.Leniency.POSSIBLE)
    return [
        phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164)
        for match in found
        if len(str(match.number.national_number)) >= _IN_FULL
    ]


def can_text(number: str) -> bool:
    """Whether an E.164 number may be a mobile telephone's: a text to any other is paid for, and read by nobody.

    In some countries, as in North America, nobody can tell by looking at it.
    """
    try:
        return phonenumbers.number_type(phonenumbers.parse(number, None)) not in _NO_TEXTS
    except phonenumbers.NumberParseException:
        return False


def shown(number: str) -> str:
    """As people write it: `+1 555-123-0001`."""
    try:
        return phonenumbers.format_number(
            phonenumbers.parse(number, None), phonenumbers.PhoneNumberFormat.INTERNATIONAL
        )
    except phonenumbers.NumberParseException:
        return number
