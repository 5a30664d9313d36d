"""Customers: finding them, their card, and their timeline."""

from __future__ import annotations

from web.api import chapter
from web.guard import STAFF, may
from web.schemas.base import CustomerPath
from web.schemas.customers import CustomerCard, CustomerChange, CustomerPage, CustomerSearch
from web.schemas.timeline import Note, TimelineEntry, TimelinePage, TimelineSearch

api = chapter("customers", "Customers and their timelines.")


@api.get("/customers", responses={"200": CustomerPage})
@may(*STAFF)
def find(query: CustomerSearch) -> CustomerPage:
    """Customers by name, company or address, the latest seen first."""
    raise NotImplementedError


@api.get("/customers/<int:customer_id>", responses={"200": CustomerCard})
@may(*STAFF)
def look(path: CustomerPath) -> CustomerCard:
    """Who it is, what they want done, and how often they were here."""
    raise NotImplementedError


@api.patch("/customers/<int:customer_id>", responses={"200": CustomerCard})
@may(*STAFF)
def change(path: CustomerPath, body: CustomerChange) -> CustomerCard:
    """Correct a customer's name, company or language."""
    raise NotImplementedError


@api.get("/customers/<int:customer_id>/timeline", responses={"200": TimelinePage})
@may(*STAFF)
def timeline(path: CustomerPath, query: TimelineSearch) -> TimelinePage:
    """A page of the stream, newest first; `next` is the cursor of the page after it."""
    raise NotImplementedError


@api.post("/customers/<int:customer_id>/notes", responses={"201": TimelineEntry})
@may(*STAFF)
def note(path: CustomerPath, body: Note) -> tuple[TimelineEntry, int]:
    """Write a note onto the timeline."""
    raise NotImplementedError
