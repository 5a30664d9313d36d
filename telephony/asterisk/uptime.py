"""Since when Asterisk runs: whatever is older than that, and gone, has died with the one before."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from telephony.asterisk.ami import Packet

TICK = timedelta(seconds=1)
"""It tells its start in whole seconds."""


def started_at(core_status: Packet) -> datetime | None:
    """The start in the answer to the action CoreStatus, which speaks this machine's local time; not a moment too late.

    None where the answer does not say. Pure but for the machine's time zone.
    """
    text = f"{core_status.get('CoreStartupDate', '')} {core_status.get('CoreStartupTime', '')}"
    try:
        local = datetime.strptime(text, "%Y-%m-%d %H:%M:%S")  # noqa: DTZ007 the next line gives it this machine's zone
    except ValueError:
        return None
    return local.astimezone().astimezone(UTC) - TICK
