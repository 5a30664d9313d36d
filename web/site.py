"""The site: one Flask application out of the chapters of the REST interface and the pages."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_openapi3.models.info import Info
from flask_openapi3.openapi import OpenAPI
from pydantic import BaseModel

from web import calls, conversations, customers, desk, floor, live, login
from web.rooms import Rooms
from web.schemas.base import Problem

CHAPTERS = (login, desk, calls, conversations, customers, floor, live)


class Site(OpenAPI):
    """A Flask application whose views may answer with a schema."""

    def make_response(self, rv: Any) -> Response:
        value, *more = rv if isinstance(rv, tuple) else (rv,)
        if not isinstance(value, BaseModel):
            return super().make_response(rv)
        body = self.response_class(value.model_dump_json(), mimetype="application/json")
        return super().make_response((body, *more))


def contract() -> Site:
    """The chapters without any rooms: enough to describe the REST interface."""
    site = Site(
        __name__,
        info=Info(title="Threadline", version="1"),
        validation_error_status=400,
        validation_error_model=Problem,
        doc_ui=False,
        static_folder=None,
    )
    for chapter in CHAPTERS:
        site.register_api(chapter.api)
    return site


def make_site(rooms: Rooms) -> Site:
    """The application for these rooms."""
    site = contract()
    site.extensions["rooms"] = rooms
    return site
