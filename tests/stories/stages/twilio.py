"""The stage at Twilio: the product has no other telephones, and the stand-in for the cloud plays everybody's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Self

import requests
from twilio.request_validator import RequestValidator

from config import Config
from tests.stories.product import Product
from tests.stories.stages import MUSIC, Party, Stage, Telephone, Worker, passed
from tests.twilio import cloud_legs
from tests.twilio.cloud import Cloud
from tests.twilio.cloud_legs import Softphone
from tests.twilio.cloud_rest import listening
from tests.twilio.house import ACCOUNT, TOKEN
from tests.twilio.phone import sid

NUMBER = "+15550000001"


class Reached:
    """The product as Twilio sees it: what `Cloud` needs of a house, over HTTP."""

    def __init__(self, product: Product) -> None:
        self.config = Config.from_env(product.environment)
        self.validator = RequestValidator(TOKEN)
        self.site = SimpleNamespace(test_client=lambda: self)

    def post(self, path: str, data: dict[str, str], headers: dict[str, str]) -> Any:
        answer = requests.post(f"{self.config.public_url}{path}", data=data, headers=headers, timeout=20)
        kind = answer.headers.get("Content-Type", "").partition(";")[0]
        return SimpleNamespace(status_code=answer.status_code, text=answer.text, data=answer.content, mimetype=kind)


class Clouded(Cloud):
    """Twilio's cloud, with a product whose only telephones are there."""

    def __init__(self, product: Product) -> None:
        super().__init__(Reached(product))
        self.product = product


@contextmanager
def clouded(folder: Path) -> Iterator[Clouded]:
    """A product without a switch of its own. Fails on anything that Twilio's document does not know."""
    with listening() as (server, address):
        settings = {
            "ASTERISK": "0",
            "RECOGNIZERS": "0",
            "TWILIO_ACCOUNT_SID": ACCOUNT,
            "TWILIO_AUTH_TOKEN": TOKEN,
            "TWILIO_NUMBER": NUMBER,
            "TWILIO_API": address,
        }
        with Product(folder, **settings) as product:
            server.cloud = Clouded(product)
            yield server.cloud
            server.cloud.mail.stop()
    assert not server.cloud.breaches


class Caller(Telephone):
    def __init__(self, product: Product, number: str, cloud: Clouded) -> None:
        super().__init__(product, number)
        self.cloud = cloud

    def dials(self, token: str = "") -> Self:
        self.phone: cloud_legs.Caller = self.cloud.dial(self.number, token)
        self.sid = self.phone.sid
        self.id = self._call_id()
        return self

    def answers(self) -> Self:
        leg = self._rung()
        call = self.product.newest_call()
        assert call
        self.sid, self.id = leg.sid, call.id
        self.cloud.answers(leg)
        return self

    def is_busy(self) -> None:
        self.cloud.ends(self._rung().sid, "busy")

    def _rung(self) -> Softphone:
        return self.product.wait_until(lambda: self.cloud.rings(self.number), 20, "the customer is called")

    def _call_id(self) -> int:
        call = self.product.newest_call()
        assert call and call.backend_id == self.sid
        return call.id

    def presses(self, *keys: str) -> Self:
        for each in keys:
            self.product.wait_until(lambda: self.phone.tag == "Gather", 20, "the caller is asked")
            self.phone.presses(each)
        return self

    def is_silent(self) -> Self:
        self.phone.is_silent()
        return self

    def would_rather_be_called(self) -> None:
        self.phone.waits()
        self.phone.keys_in_line("1")

    def waits_in_vain(self) -> None:
        def brought_out() -> bool:
            self.phone.waits()
            return self.phone.tag != "Enqueue"

        self.product.wait_until(brought_out, 20, "the caller is brought out of the line")

    def leaves_message(self) -> None:
        recording = sid("RE")
        self.cloud.recordings[recording] = (self.sid, "completed")
        self.phone.leaves_message(2, recording)

    def hangs_up(self) -> None:
        self.cloud.ends(self.sid)


class Agent(Worker):
    """With Twilio's phone in the panel, whose sound is in the cloud."""

    def __init__(self, product: Product, login: str, cloud: Clouded) -> None:
        super().__init__(product, login, registered=False, twilio=True)
        self.cloud = cloud
        given = self.ask("POST", "desk/softphone", {"held": 0, "take": True})
        assert (given["kind"], given["twilio"]) == ("twilio", True)
        self.alive["softphone"] = given["held"]

    def answers_the_ring(self) -> None:
        leg = self._product.wait_until(lambda: self.cloud.ringing(self.id), 20, f"{self.name}'s softphone rings")
        self.sid = leg.sid
        self.cloud.answers(leg)

    def vanishes(self) -> None:
        self.cloud.ends(self.sid)


class Twilio(Stage):
    def __init__(self, cloud: Clouded) -> None:
        super().__init__(cloud.product)
        self.cloud = cloud

    def telephone(self, number: str) -> Caller:
        return Caller(self.product, number, self.cloud)

    def agent(self, login: str) -> Agent:
        return Agent(self.product, login, self.cloud)

    def hear(self, expected: Mapping[Party, frozenset[str]]) -> None:
        names = {each.sid: each.name for each in expected}

        def heard(call_sid: str) -> frozenset[str]:
            if self.cloud.hears(call_sid) in ("music", "line"):
                return MUSIC
            return frozenset(names.get(each, each) for each in self.cloud.voices(call_sid))

        def so() -> bool:
            return all(heard(each.sid) == whom for each, whom in expected.items())

        self.product.wait_until(so, 10, f"they hear {list(expected.values())}")

    def a_moment_passes(self, telephone: Telephone) -> None:
        """It is recorded by then."""

        def recorded() -> bool:
            return any(of == telephone.sid for of, _ in list(self.cloud.recordings.values()))

        self.product.wait_until(recorded, 20, "the talk is recorded")
        passed(self.product, telephone)
