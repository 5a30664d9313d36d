"""Since when Asterisk runs: whatever is older than that, and gone, has died with the one before."""

from __future__ import annotations

from datetime import UTC, datetime

from telephony.asterisk.wire import Packet


def started_at(core_status: Packet) -> datetime | None:
    """The start in the answer to the action CoreStatus, which speaks this machine's local time, in whole seconds: up to
    one too early, never too late. None where the answer does not say.
    """
    text = f"{core_status.get('CoreStartupDate', '')} {core_status.get('CoreStartupTime', '')}"
    try:
        local = datetime.strptime(text, "%Y-%m-%d %H:%M:%S")  # noqa: DTZ007 the next line gives it this machine's zone
    except ValueError:
        return None
    return local.astimezone().astimezone(UTC)
