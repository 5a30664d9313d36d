"""`python app.py twilio setup` and `twilio doctor`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from twilio.rest import Client

from config import Config, ConfigError
from telephony.port import SwitchFault
from telephony.twilio.doctor import Unwell, doctor
from telephony.twilio.rest import Patient, client
from telephony.twilio.setup import setup

COMMANDS: dict[str, Callable[[Config, Client], Iterator[str]]] = {"setup": setup, "doctor": doctor}
"""Each tells what it does, line by line."""


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
    except (SwitchFault, Unwell) as fault:
        print(f"It stopped here: {fault}" if isinstance(fault, SwitchFault) else fault)
        return 1
    return 0
