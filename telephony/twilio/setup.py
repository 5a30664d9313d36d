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
    """Everything that Twilio must know of us, with a line for each step. May be repeated: what is there is kept.

    Raises SwitchFault and ConfigError.
    """
    with twilio_speaks():
        account = rest.api.accounts(config.twilio_account_sid).fetch()
        numbers = rest.incoming_phone_numbers.list()
    yield f"The account “{account.friendly_name}” is {account.status}."
    if account.type == "Trial":
        yield "It is a trial: callers hear Twilio's notice first, and only numbers that you verified are called."
    yield f"It has {len(numbers)} number{'' if len(numbers) == 1 else 's'}{':' if numbers else '.'}"
    for number in numbers:
        yield f"  {number.phone_number}  {number.friendly_name}"
    chosen = _chosen(config, numbers)
    yield from Tokens(config, rest).set_up()
    yield from _point(rest, chosen, Places(config.public_url))
    if not config.twilio_number:
        yield f"Write TWILIO_NUMBER={chosen.phone_number} into your settings too: calls and texts go out from it."
    if warning := Places(config.public_url).out_of_sight:
        yield warning
    elif not config.public_url.startswith("https://"):
        yield f"PUBLIC_URL={config.public_url} is not https: callers would be heard by everybody on the way."
    yield "Start Threadline, and run `python app.py twilio doctor`: it asks everything that Twilio will ask."


def _point(rest: Client, number: IncomingPhoneNumberInstance, places: Places) -> Iterator[str]:
    """Calls and texts of this number come to us from now on."""
    was, to = number.voice_url or "", places.voice()
    if number.trunk_sid or number.voice_application_sid:  # Then Twilio does not look at the addresses.
        raise ConfigError(
            f"{number.phone_number} belongs to {number.trunk_sid or number.voice_application_sid}, which answers its"
            " calls whatever address it has. Take it out there, in Twilio's console, and run this again."
        )
    with twilio_speaks():
        rest.incoming_phone_numbers(number.sid).update(**to, sms_url=places.url("texts"), sms_method="POST")
    yield f"{number.phone_number} is answered by {to['voice_url']}, and its texts by {places.url('texts')}."
    if was not in ("", to["voice_url"]):
        yield f"  Until now it was answered by {was}."
    if not (number.capabilities or {}).get("sms", True):
        yield "  It takes no texts, as Twilio says."
    elif number.sms_application_sid:
        yield f"  Its texts go to {number.sms_application_sid} all the same, until you take it out there."


def _chosen(config: Config, numbers: Sequence[IncomingPhoneNumberInstance]) -> IncomingPhoneNumberInstance:
    """The number that TWILIO_NUMBER names, or the only one."""
    if not numbers:
        raise ConfigError("This account has no number that could be called. Buy one in Twilio's console first.")
    wanted = [each for each in numbers if config.twilio_number in (each.phone_number, None)]
    if not wanted:
        raise ConfigError(f"TWILIO_NUMBER={config.twilio_number} is none of this account's. Name one of those above.")
    if len(wanted) > 1:
        raise ConfigError("There are several numbers. Set TWILIO_NUMBER to the one that is to be answered here.")
    return wanted[0]
