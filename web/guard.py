"""Who may do what."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])
STAFF = ("agent", "supervisor", "admin")
ABOVE = ("supervisor", "admin")
ANYONE = ("anyone",)


def may(*roles: str) -> Callable[[View], View]:
    """Say who may call this view."""

    def mark(view: View) -> View:
        view.__dict__["roles"] = roles
        return view

    return mark
