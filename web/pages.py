"""The built browser application: index.html for its addresses, and its files for a year."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, redirect, request, send_from_directory
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as Answer

from web.errors import SENTENCES, Refused, problem
from web.guard import ANYONE, may

STATIC = Path(__file__).resolve().parent / "static"
HASHED = "assets/"
"""Files whose names change with their content."""

ADDRESSES = (
    "/",
    "/login",
    "/desk",
    "/day",
    "/house",
    "/agents/<int:id>/day",
    "/callbacks",
    "/customers",
    "/customers/<int:id>",
    "/customers/import",
    "/customers/import/<int:id>",
    "/floor",
    "/queues",
    "/queues/<key>",
    "/hotlines",
    "/hotlines/<int:id>",
    "/flows",
    "/flows/<key>",
    "/flows/<key>/analytics",
    "/channels",
    "/channels/<tab>",
    "/people",
)
"""What the panel's own router understands."""

pages = Blueprint("pages", __name__)


def page(name: str) -> Response:
    """One built HTML page; it names the current files, so it is asked for anew each time."""
    try:
        response = send_from_directory(STATIC, f"{name}.html")
    except NotFound:
        raise Refused(503, "not_built", "The browser application is not built. Run `make ui`, then reload.") from None
    response.headers["Cache-Control"] = "no-cache"
    return response


@may(*ANYONE)
def panel(**_within: object) -> Response:
    """The panel finds out by itself what stands in the address."""
    return page("index")


for address in ADDRESSES:
    pages.add_url_rule(address, "panel", panel)


@pages.app_errorhandler(NotFound)
def nowhere(_fault: NotFound) -> Response:
    """Whoever looks for a page gets one that says it, in their language; programs get the usual words."""
    looks_for_a_page = any(kind == "text/html" for kind, _ in request.accept_mimetypes)
    if not looks_for_a_page or request.path.startswith(("/api/", "/static/")):
        return problem(404, *SENTENCES[404])
    answer = page("index")
    answer.status_code = 404
    return answer


@pages.get("/static/<path:name>")
@may(*ANYONE)
def static(name: str) -> Response:
    """A built file."""
    response = send_from_directory(STATIC, name)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if name.startswith(HASHED) else "no-cache"
    return response


@pages.get("/favicon.ico")
@may(*ANYONE)
def icon() -> Answer:
    """Browsers ask for it whatever the page says."""
    return redirect("/static/mark.svg", 301)
