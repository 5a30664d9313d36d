"""Which numbers may be called. Calling costs money, and somebody with a stolen login would call where it costs most."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import phonenumbers
from phonenumbers import PhoneNumberType, timezone
from sqlalchemy.orm import Session

from timeline import customers, phones
from timeline.models import Customer

COSTLY = {
    PhoneNumberType.PREMIUM_RATE,
    PhoneNumberType.SHARED_COST,
    PhoneNumberType.PAGER,
    PhoneNumberType.PERSONAL_NUMBER,
}
"""Kinds of numbers at which somebody else earns."""
DAY_BEGINS, DAY_ENDS = 8, 21
"""Hours, on the clock of whoever is called, between which they are called of our own accord."""


class NotDiallable(ValueError):
    """This number is not called. `code` is `bad_number`, `costly_number` or `not_allowed`."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


def diallable(text: str, region: str, allowed: Collection[str] = ()) -> str:
    """The number as E.164, from any usual spelling. Raises NotDiallable.

    `allowed` are countries (`DE`) and beginnings of numbers (`+4930`); without any it is `region` alone. A number that
    is nobody's by the numbering plan counts as one of the first country with its code.
    """
    number = phones.e164(text, region)
    if number is None:
        raise NotDiallable("bad_number", "That is no phone number. Write it as +1 555 010 0142.")
    parsed = phonenumbers.parse(number, None)
    if phonenumbers.number_type(parsed) in COSTLY:
        raise NotDiallable("costly_number", "Calls to that kind of number cost extra, and are not made.")
    country = phonenumbers.region_code_for_number(parsed) or phonenumbers.region_code_for_country_code(
        parsed.country_code or 0
    )
    if not any(country == word or (word[0] == "+" and number.startswith(word)) for word in allowed or (region,)):
        raise NotDiallable("not_allowed", "Numbers of that country are not called. An operator can allow them.")
    return number


def whom(
    session: Session, text: str, customer_id: int | None, region: str, allowed: Collection[str] = ()
) -> tuple[str, Customer]:
    """The number as it is called, and whose call it is: this customer's, or else that of who has the number.

    Raises NotDiallable, and LookupError for a customer that there is not.
    """
    number = diallable(text, region, allowed)
    customer = session.get(Customer, customer_id) if customer_id else customers.find_or_make(session, "phone", number)
    if customer is None:
        raise LookupError(f"no customer {customer_id}")
    return number, customer


def awake(number: str, at: datetime) -> bool:
    """Whether it is day wherever this number may be; always, where that is not known."""
    zones = timezone.time_zones_for_number(phonenumbers.parse(number, None))
    return all(DAY_BEGINS <= at.astimezone(zone).hour < DAY_ENDS for zone in map(_zone, zones) if zone)


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return None
