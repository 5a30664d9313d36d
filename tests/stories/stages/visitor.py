"""Somebody in the chat of the website: what the widget asks of our REST interface."""

from __future__ import annotations

from typing import Any, Self

import requests

from tests.stories.product import Product


class Visitor:
    """A browser with the widget in it, in a chat with the bot."""

    def __init__(self, product: Product) -> None:
        self._url, self._login = f"{product.url}/api/v1/visitor", {}
        self._login = {"Authorization": f"Bearer {self.ask('session')['token']}"}
        self.ask("conversation", page="https://shop.example/kettles", language="en")

    def ask(self, path: str, **body: object) -> Any:
        answer = requests.post(f"{self._url}/{path}", json=body, headers=self._login, timeout=20)
        assert answer.ok, answer.text
        return answer.json()

    def says(self, text: str, key: str = "") -> Self:
        """`key` is that of the button with this text."""
        self.ask("messages", text=text, **({"key": key} if key else {}))
        return self

    @property
    def texts(self) -> list[str]:
        answer = requests.get(f"{self._url}/conversation", headers=self._login, timeout=20)
        return [message["text"] for message in answer.json()["messages"]]
