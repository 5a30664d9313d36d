"""What the stand-in's account has: its numbers, keys and applications, asked and answered as Twilio's document says."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from tests.twilio.cloud import Cloud, Refusal
from tests.twilio.house import ACCOUNT
from tests.twilio.phone import sid

Form = dict[str, list[str]]
Act = Callable[[Cloud, dict[str, str], Form], tuple[int, Any]]
BASE = f"/2010-04-01/Accounts/{ACCOUNT}"


def page(name: str, found: list[dict[str, Any]]) -> dict[str, Any]:
    uri = f"{BASE}/x.json"
    return {name: found, "page": 0, "page_size": 50, "next_page_uri": None, "first_page_uri": uri, "uri": uri}


def create_new_key(cloud: Cloud, _path: dict[str, str], _form: Form) -> tuple[int, Any]:
    cloud.keys.add(made := sid("SK"))
    return 201, {"sid": made, "friendly_name": "Threadline", "secret": "a secret of the key, long enough to sign"}


def fetch_key(cloud: Cloud, path: dict[str, str], _form: Form) -> tuple[int, Any]:
    if path["Sid"] not in cloud.keys:
        raise Refusal(404, 20404, "There is no such key")
    return 200, {"sid": path["Sid"], "friendly_name": "Threadline"}


def create_application(cloud: Cloud, _path: dict[str, str], form: Form) -> tuple[int, Any]:
    made = {"sid": sid("AP"), "account_sid": ACCOUNT} | snake(form)
    cloud.applications[made["sid"]] = made
    return 201, made


def update_application(cloud: Cloud, path: dict[str, str], form: Form) -> tuple[int, Any]:
    if path["Sid"] not in cloud.applications:
        raise Refusal(404, 20404, "There is no such application")
    cloud.applications[path["Sid"]] |= snake(form)
    return 200, cloud.applications[path["Sid"]]


def list_application(cloud: Cloud, _path: dict[str, str], query: Form) -> tuple[int, Any]:
    named = [each for each in cloud.applications.values() if each["friendly_name"] == query["FriendlyName"][0]]
    return 200, page("applications", named)


def snake(form: Form) -> dict[str, str]:
    """What was sent as it is shown: VoiceUrl → voice_url."""
    return {re.sub(r"(?<!^)([A-Z])", r"_\1", name).lower(): values[0] for name, values in form.items()}


def fetch_account(cloud: Cloud, _path: dict[str, str], _form: Form) -> tuple[int, Any]:
    return 200, {"sid": ACCOUNT, "friendly_name": "Parsa Home", "status": "active", "type": cloud.account_type}


def list_incoming_phone_number(cloud: Cloud, _path: dict[str, str], _form: Form) -> tuple[int, Any]:
    return 200, page("incoming_phone_numbers", list(cloud.numbers.values()))


def update_incoming_phone_number(cloud: Cloud, path: dict[str, str], form: Form) -> tuple[int, Any]:
    if path["Sid"] not in cloud.numbers:
        raise Refusal(404, 20404, "There is no such number")
    cloud.numbers[path["Sid"]] |= snake(form)
    return 200, cloud.numbers[path["Sid"]]


OF_ACCOUNT: dict[str, Act] = {
    "CreateNewKey": create_new_key,
    "FetchKey": fetch_key,
    "CreateApplication": create_application,
    "UpdateApplication": update_application,
    "ListApplication": list_application,
    "FetchAccount": fetch_account,
    "ListIncomingPhoneNumber": list_incoming_phone_number,
    "UpdateIncomingPhoneNumber": update_incoming_phone_number,
}
