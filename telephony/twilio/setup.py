"""`python app.py twilio setup`: point a number of this account at us. It buys nothing, and says what it did."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from twilio.rest import Client
from twilio.rest.api.v2010.account.incoming_phone_number import IncomingPhoneNumberInstance

from config import Config, ConfigError
from telephony.twilio.places import Places
from telephony.twilio.rest import twilio_speaks
from telephony.twilio.tokens import Tokens


def setup(config: Config, rest: Client) -> Iterator[str]:
    """Everything that Twilio must know of us, with a line for each step. Raises SwitchFault and ConfigError."""
    with twilio_speaks():
        account = rest.api.accounts(config.twilio_account_sid).fetch()
        numbers = rest.incoming_phone_numbers.list()
    yield f"The account {account.friendly_name} is {account.status}."
    if not config.public_url.startswith("https://"):
        yield f"PUBLIC_URL={config.public_url} is not https: Twilio's callers would be heard by everybody on the way."
    for number in numbers:
        yield f"  {number.phone_number}  {number.friendly_name}"
    chosen = _chosen(config, numbers)
    places = Places(config.public_url)
    with twilio_speaks():
        rest.incoming_phone_numbers(chosen.sid).update(
            voice_url=places.url("voice"),
            voice_method="POST",
            status_callback=places.url("status"),
            status_callback_method="POST",
            sms_url=places.url("texts"),
            sms_method="POST",
        )
    yield f"{chosen.phone_number} is answered by {places.url('voice')}, and its texts by {places.url('texts')}."
    Tokens(config, rest).key()
    yield "The API key and the application for browsers are there."


def _chosen(config: Config, numbers: Sequence[IncomingPhoneNumberInstance]) -> IncomingPhoneNumberInstance:
    """The number that TWILIO_NUMBER names, or the only one."""
    wanted = [each for each in numbers if each.phone_number == config.twilio_number]
    if not config.twilio_number and len(numbers) == 1:
        wanted = list(numbers)
    if not wanted:
        raise ConfigError(f"TWILIO_NUMBER={config.twilio_number or ''} is none of this account's. Name one of them.")
    return wanted[0]
