"""`python app.py twilio setup` and `twilio doctor`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from requests import RequestException
from twilio.rest import Client

from config import Config, ConfigError
from telephony.port import SwitchFault
from telephony.twilio.doctor import Unwell, doctor
from telephony.twilio.rest import Patient, client
from telephony.twilio.setup import setup

COMMANDS: dict[str, Callable[[Config, Client], Iterator[str]]] = {"setup": setup, "doctor": doctor}
"""Each tells what it does, line by line."""
LOCKED = re.compile(r"Twilio: 40[13]\b")


def main(argv: Sequence[str], config: Config | None = None, http: Patient | None = None) -> int:
    """One of COMMANDS. Raises ConfigError where a setting is missing."""
    command = COMMANDS.get(argv[0]) if len(argv) == 1 else None
    if command is None:
        print(f"usage: app.py twilio {'|'.join(COMMANDS)}")
        return 2
    config = config or Config.from_env()
    if not config.twilio_account_sid:
        raise ConfigError("TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN are not set. Take them from Twilio's console.")
    try:
        for line in command(config, client(config, http or Patient(config.twilio_api))):
            print(line, flush=True)
    except Unwell as fault:
        print(fault)
    except (SwitchFault, ConfigError) as fault:
        print(f"It stopped here: {_explained(fault, config)}")
    else:
        return 0
    return 1


def _explained(fault: Exception, config: Config) -> str:
    """What Twilio's words mean for whoever set this up."""
    why = fault.__cause__
    if isinstance(fault, SwitchFault) and LOCKED.match(str(fault)):
        return (
            "Twilio does not let us in. Copy TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN from its console"
            " once more; they belong together, and to the region of TWILIO_API."
        )
    if isinstance(why, RequestException):
        return f"nothing answers at {config.twilio_api} ({type(why).__name__}). May this machine go out to it?"
    return str(fault)
