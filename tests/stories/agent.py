"""Agents without a browser: a panel that is nothing but its HTTP, and a SIP telephone on the desk."""

from __future__ import annotations

import json
import threading
import time
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any, Self

from acd.models import Agent
from config import Config
from telephony.asterisk.switch import AsteriskSwitch
from telephony.drops import AT_ONCE
from tests.sip import Phone
from tests.sounds import seconds_of, tone
from tests.stories.caller import AGENT, CALLER
from tests.stories.product import Product

ALIVE_EVERY_S = 2.0


class Panel:
    """`with Panel(product, "sara") as sara:` is ready for work; `alive` is what she says of her softphone."""

    def __init__(self, product: Product, login: str, **alive: object) -> None:
        self._product = product
        self._browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        self._over = threading.Event()
        self._csrf = ""
        self.alive = {"microphone": True, "registered": True, **alive}
        entered = self.ask("POST", "session", {"login": login, "password": product.logins[login]})
        self._csrf = entered["csrf"]
        self.id: int = self.ask("GET", "desk")["agent"]["id"]
        self._panel = threading.Thread(target=self._live, daemon=True)

    def __enter__(self) -> Self:
        self._panel.start()
        self.ask("PUT", "desk/presence", {"presence": "ready"})
        return self

    def __exit__(self, *_fault: object) -> None:
        self.ask("PUT", "desk/presence", {"presence": "offline"})
        self._over.set()
        self._panel.join()

    def ask(self, method: str, path: str, body: object = None) -> Any:
        """One request to the REST interface; its JSON, or None where there is none. Raises OSError."""
        request = urllib.request.Request(f"{self._product.url}/api/v1/{path}", method=method)
        request.add_header("X-CSRF-Token", self._csrf)
        if body is not None:
            request.data = json.dumps(body).encode()
            request.add_header("Content-Type", "application/json")
        with self._browser.open(request, timeout=20) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def wrap_up(self, call_id: int) -> None:
        """Say how the call ended, which makes the agent free."""
        self.ask("POST", f"contacts/call/{call_id}/wrap-up", {"disposition": "solved", "note": ""})

    def presence(self) -> str:
        with self._product.db.reading() as session:
            return session.get_one(Agent, self.id).presence

    def _live(self) -> None:
        """Say again and again that the panel lives; while the product is away, nobody hears it."""
        while not self._over.is_set():
            try:
                self.ask("POST", "desk/alive", self.alive)
            except OSError:
                self._over.wait(0.3)
            else:
                self._over.wait(ALIVE_EVERY_S)


class Telephonist(Panel):
    """`with Telephonist(product, folder, "sara") as sara:` is ready for calls; `sara.phone` is what rings."""

    def __init__(self, product: Product, folder: Path, login: str) -> None:
        super().__init__(product, login)
        self._answered = 0.0
        switch = AsteriskSwitch(Config.from_env(product.environment))
        switch.start()
        try:
            made = switch.agent_credentials(self.id, phone=True)
        finally:
            switch.stop()
        server = f"127.0.0.1:{product.ports['SIP_PORT']}"
        self.phone = Phone.registered(folder, made.username, made.password, server, patience_s=30)

    def __exit__(self, *fault: object) -> None:
        super().__exit__(*fault)
        self.phone.close()

    def answer(self) -> None:
        """Pick up as soon as it rings, and return when both sides agree that they talk."""
        self.phone.wait_for("CALL_INCOMING", 30)
        self.phone.order("accept")
        self.phone.wait_for("CALL_ESTABLISHED")
        self._answered = time.monotonic()

    def hang_up(self, call_id: int) -> None:
        """End the call by the panel's button, when whoever hangs up has not dropped the caller any more."""
        time.sleep(max(0.0, self._answered + AT_ONCE.total_seconds() + 0.2 - time.monotonic()))
        self.ask("POST", f"calls/{call_id}/hang-up")


def hear_each_other(product: Product, customer: Phone, agent: Phone, within_s: float = 15.0) -> None:
    """From now on, each telephone hears what is said into the other; whom we call back hears first who it is."""
    before = len(customer.heard()), len(agent.heard())
    agent.speak(tone(AGENT, within_s), wait=False)
    customer.speak(tone(CALLER, within_s), wait=False)
    heard = (
        lambda: seconds_of(customer.heard()[before[0] :], AGENT) > 0.5,
        lambda: seconds_of(agent.heard()[before[1] :], CALLER) > 0.5,
    )
    product.wait_until(heard[0], within_s, "the customer hears the agent")
    product.wait_until(heard[1], within_s, "the agent hears the customer")
