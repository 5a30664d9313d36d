"""The demo company, arranged for one story and put back after it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import delete, select

from acd.models import Agent, Offer, Queue, WorkItem
from db import Base
from hotline.models import Hotline
from tests.stories.product import Product
from web.desk_models import DispositionKind


@contextmanager
def queue(product: Product, key: str, **settings: Any) -> Iterator[None]:
    """These settings of the queue hold meanwhile."""
    with _changed(product, select(Queue).where(Queue.key == key), settings):
        yield


@contextmanager
def agent(product: Product, name: str, **settings: Any) -> Iterator[None]:
    """So it is with the agent meanwhile: their skills, say."""
    with _changed(product, select(Agent).where(Agent.name == name), settings):
        yield


@contextmanager
def hotline(product: Product, **settings: Any) -> Iterator[None]:
    """So it is with the demo company's hotline meanwhile; whatever a story changes of these is put back after it."""
    with _changed(product, select(Hotline).where(Hotline.is_default), settings):
        yield


@contextmanager
def endings(product: Product, *kinds: dict[str, Any]) -> Iterator[None]:
    """Contacts may end in these ways as well."""
    with product.db.transaction() as session:
        session.add_all(DispositionKind(position=100 + place, **kind) for place, kind in enumerate(kinds))
    try:
        yield
    finally:
        with product.db.transaction() as session:
            session.execute(delete(DispositionKind).where(DispositionKind.position >= 100))


def offers_of(product: Product, call_id: int) -> list[Offer]:
    """Every offer of this call, the first one first."""
    with product.db.reading() as session:
        query = select(Offer).join(WorkItem, WorkItem.id == Offer.item_id)
        query = query.where(WorkItem.kind == "call", WorkItem.contact_id == call_id).order_by(Offer.id)
        return list(session.scalars(query))


@contextmanager
def _changed(product: Product, of: Any, settings: dict[str, Any]) -> Iterator[None]:
    def write(values: dict[str, Any]) -> dict[str, Any]:
        with product.db.transaction() as session:
            row: Base = session.scalars(of).one()
            before = {name: getattr(row, name) for name in values}
            for name, value in values.items():
                setattr(row, name, value)
            return before

    before = write(settings)
    try:
        yield
    finally:
        write(before)
