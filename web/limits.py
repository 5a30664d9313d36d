"""How often something may be tried. Counted in this process's memory; each process counts for itself."""

from __future__ import annotations

from flask import Response, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from web.guard import visit

limiter = Limiter(get_remote_address, storage_uri="memory://", strategy="moving-window")


def login_and_address() -> str:
    """Who is tried, from where."""
    body = request.get_json(silent=True)
    login = body.get("login") if isinstance(body, dict) else None
    return f"{get_remote_address()} {str(login or '')[:80].strip().lower()}"


def by_visit() -> str:
    """Who is logged in, wherever: for views of the staff only."""
    return f"user {visit().user.id}"


def failed(response: Response) -> bool:
    """Only what failed counts."""
    return response.status_code >= 400
