"""The site: one Flask application out of the chapters of the REST interface and the pages."""

from __future__ import annotations

from typing import Any

from flask import Flask, Response
from flask_openapi3.models.info import Info
from flask_openapi3.openapi import OpenAPI
from pydantic import BaseModel
from werkzeug.middleware.proxy_fix import ProxyFix

from web import (
    answers,
    articles,
    callbacks,
    calls,
    chat_sites,
    colleagues,
    conversations,
    customers,
    day,
    desk,
    efforts,
    entries,
    errors,
    file_links,
    floor,
    flows,
    flows_called,
    flows_files,
    flows_numbers,
    flows_tried,
    flows_versions,
    guard,
    headers,
    hotlines,
    house,
    identity,
    imports,
    journeys,
    keeping,
    letters,
    live,
    live_words,
    login,
    mailboxes,
    messengers,
    pages,
    phone,
    privacy,
    profile,
    prompts,
    queues,
    said,
    sip,
    transfers,
    users,
    visitor,
    visitor_callbacks,
    visitor_care,
    webhooks,
)
from web.limits import limiter
from web.pulse import Pulse
from web.rooms import Rooms
from web.schemas.base import Problem
from web.sessions import Sessions

CHAPTERS = (
    *(callbacks, visitor_callbacks),
    *(identity, said, profile, journeys, privacy, keeping, entries, imports, letters),
    *(login, desk, calls, transfers, conversations, customers, floor, live, live_words, visitor, phone),
    *(flows, flows_versions, flows_tried, flows_called, flows_numbers, flows_files, prompts, hotlines, queues),
    *(visitor_care, chat_sites, articles, messengers, mailboxes, webhooks),
    *(house, users, answers, colleagues, day, efforts),
)
LARGEST = 1 << 20
"""Bytes of a request's body."""


class Site(OpenAPI):
    """A Flask application whose views may answer with a schema."""

    def make_response(self, rv: Any) -> Response:
        value, *more = rv if isinstance(rv, tuple) else (rv,)
        if not isinstance(value, BaseModel):
            return super().make_response(rv)
        body = self.response_class(value.model_dump_json(), mimetype="application/json")
        return super().make_response((body, *more) if more else body)


def contract() -> Site:
    """The chapters without any rooms: enough to describe the REST interface."""
    site = Site(
        __name__,
        info=Info(title="Threadline", version="1"),
        validation_error_status=400,
        validation_error_model=Problem,
        validation_error_callback=errors.explain,
        doc_ui=False,
        static_folder=None,
    )
    for chapter in CHAPTERS:
        site.register_api(chapter.api)
    return site


def make_site(rooms: Rooms) -> Flask:
    """The application for these rooms."""
    site = contract()
    config = rooms.config
    secure = config.tls or config.public_url.startswith("https:")
    site.config["MAX_CONTENT_LENGTH"] = LARGEST
    site.extensions["rooms"] = rooms
    site.extensions["sessions"] = Sessions(rooms.db, config.secret_key, secure)
    site.wsgi_app = Pulse(rooms.db).before(site.wsgi_app)  # type: ignore[assignment, method-assign]
    if config.trusted_proxies:
        # Whoever connects is the proxy; the visitor's address is the one that the outermost trusted proxy has added.
        # Nothing else that is forwarded is used: PUBLIC_URL says by which name and scheme the outside reaches us.
        site.wsgi_app = ProxyFix(site.wsgi_app, x_for=config.trusted_proxies, x_proto=0)  # type: ignore[method-assign]
    site.register_blueprint(pages.pages)
    site.register_blueprint(file_links.blueprint)
    visitor.install(site)
    phone.install(site)
    sip.install(site)
    limiter.init_app(site)
    guard.install(site)
    errors.install(site)
    headers.install(site, config.tls, config.chat_origins, twilio=config.twilio_auth_token is not None)
    return site
