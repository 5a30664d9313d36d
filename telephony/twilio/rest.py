"""Twilio's REST API over HTTP that has patience, but not too much: time limits, tries again, and a fuse.

What may have been done is not asked for twice: a request that makes something is repeated only where it surely was
not carried out (it never left, or was refused for haste).
"""

from __future__ import annotations

import logging
import random
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import requests
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client
from urllib3.exceptions import NewConnectionError

from config import Config
from telephony.port import SwitchFault

log = logging.getLogger(__name__)

API = "https://api.twilio.com"
"""Where the helper library believes that all accounts are."""
TIMEOUT_S = 8.0
PAUSES_S = (0.25, 0.75, 2.0)
"""Before the second, third and fourth try."""
LONGEST_PAUSE_S = 5.0
HASTE = 429
TROUBLE = {500, 502, 503, 504}
FUSE_BLOWS = 5
"""Requests in a row that failed for good."""
FUSE_COOLS_S = 15.0
_OF_ONE = re.compile(r"/[A-Z]{2}[0-9a-fA-F]{32}\.json$|/Recordings/[^/]+\.json$|/Participants/[^/]+\.json$")
"""Addresses of one thing: changing it twice does no harm. The others make a new one."""


class FuseBlown(requests.ConnectionError):
    """Twilio has not answered for a while, and is left alone for some seconds."""


class Patient(TwilioHttpClient):  # type: ignore[misc]
    """The helper library's HTTP client with patience. `api` is another server that speaks like Twilio's."""

    def __init__(self, api: str = API, pauses_s: tuple[float, ...] = PAUSES_S) -> None:
        super().__init__(timeout=TIMEOUT_S)
        self.api = api.rstrip("/")
        self._pauses_s = pauses_s
        self._fuse = _Fuse()

    @property
    def out_of_reach(self) -> bool:
        """Whether Twilio has not answered of late, and has not been heard of since."""
        return self._fuse.blown

    def request(self, method: str, url: str, *args: Any, **more: Any) -> Response:
        """One request, tried again where that makes sense. Raises requests' faults, and FuseBlown."""
        url = self.api + url.removeprefix(API)
        makes = method.upper() == "POST" and not _OF_ONE.search(url)
        for pause_s in (*self._pauses_s, None):
            wanted_s = 0.0
            self._fuse.check()
            try:
                answer = super().request(method, url, *args, **more)
            except (requests.ConnectionError, requests.Timeout) as fault:
                if pause_s is None or (makes and not _never_left(fault)):
                    self._fuse.failed()
                    raise
                log.warning("Twilio does not answer (%s); tried again", _short(fault))
            else:
                again = answer.status_code == HASTE or (answer.status_code in TROUBLE and not makes)
                if pause_s is None or not again:
                    self._fuse.failed() if answer.status_code in TROUBLE else self._fuse.worked()
                    return answer
                log.warning("Twilio answered %s; tried again", answer.status_code)
                wanted_s = _wanted_pause(answer)
            time.sleep(max(pause_s, wanted_s) * random.uniform(0.8, 1.2))  # noqa: S311 - spreads the load, and guards nothing
        raise AssertionError("the last try answers or raises")


class _Fuse:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._failures, self._blown_until = 0, 0.0

    def check(self) -> None:
        with self._lock:
            if time.monotonic() < self._blown_until:
                raise FuseBlown("Twilio has not answered for a while; it is left alone for some seconds")

    @property
    def blown(self) -> bool:
        with self._lock:
            return self._failures >= FUSE_BLOWS

    def failed(self) -> None:
        with self._lock:
            self._failures += 1
            if self._failures >= FUSE_BLOWS:
                self._blown_until = time.monotonic() + FUSE_COOLS_S

    def worked(self) -> None:
        with self._lock:
            self._failures = 0


def client(config: Config, http: Patient) -> Client:
    """Twilio's REST client for this account."""
    return Client(config.twilio_account_sid, config.twilio_auth_token, http_client=http)


@contextmanager
def twilio_speaks() -> Iterator[None]:
    """Twilio's faults as ours. Raises SwitchFault, `permanent` where Twilio refused what was asked."""
    try:
        yield
    except TwilioRestException as fault:
        raise SwitchFault(f"Twilio: {fault.status} {fault.msg} ({fault.code})", _refused(fault.status)) from fault
    except TwilioException as fault:
        # Of a page of a list the library keeps the answer, and makes no fault of its own kind.
        status = next((each.status_code for each in fault.args if isinstance(each, Response)), 0)
        raise SwitchFault(f"Twilio: {status or fault}", _refused(status)) from fault
    except requests.RequestException as fault:
        raise SwitchFault(f"Twilio cannot be reached: {_short(fault)}") from fault


def _refused(status: int) -> bool:
    return 400 <= status < 500 and status != HASTE


def _short(fault: Exception) -> str:
    """What went wrong, without all that was asked: "Connection refused" says enough."""
    while cause := getattr(fault, "reason", None) or next((a for a in fault.args if isinstance(a, Exception)), None):
        fault = cause
    return str(fault).rpartition(": ")[2]


def _never_left(fault: requests.RequestException) -> bool:
    if isinstance(fault, requests.ConnectTimeout):
        return True
    reason = getattr(fault.args[0], "reason", None) if fault.args else None
    return isinstance(reason, NewConnectionError)


def _wanted_pause(answer: Response) -> float:
    wanted = str((answer.headers or {}).get("Retry-After", ""))
    return min(float(wanted), LONGEST_PAUSE_S) if wanted.isdigit() else 0.0
