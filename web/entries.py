"""Other systems tell us of customers: page views, orders, carts, visits, notes, comments."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from sqlalchemy.exc import IntegrityError

from db import now
from timeline import addresses, events, intake
from timeline.intake import Told
from web.api import chapter
from web.errors import Refused
from web.guard import ANYONE, may, signed_with
from web.rooms import rooms
from web.schemas.entries import EntriesIn, EntriesOut, ToldIn

FACTS: Mapping[str, type[events.OfContact]] = {
    "page_viewed": events.PageViewed,
    "order_placed": events.OrderPlaced,
    "cart_left": events.CartLeft,
    "shop_visited": events.ShopVisited,
    "crm_noted": events.CrmNoted,
    "social_posted": events.SocialPosted,
}

FIRST = datetime(1970, 1, 1, tzinfo=UTC)
"""What is said to be older was written by a clock that was never set."""
AHEAD = timedelta(days=1)
"""How far a clock elsewhere may be ahead: what is yet to come would stand on top of a timeline until then."""

api = chapter("entries", "What other systems tell of customers. Each request is signed (docs/entries.md).")


@api.post("/entries", responses={"200": EntriesOut})
@may(*ANYONE)
def tell(body: EntriesIn) -> EntriesOut:
    """Up to 1,000 entries at once: all of them are written, or none. Sent again, they change nothing."""
    secret = rooms().config.entries_secret
    if not secret:
        raise Refused(503, "no_secret", "ENTRIES_SECRET is not set, so nobody can be known here. Set it, and restart.")
    signed_with(secret)
    told = [_told(body.source, at, each) for at, each in enumerate(body.entries)]
    try:
        return _taken_in(told)
    except IntegrityError:
        # The same was sent twice at one time: the other is done now, so this finds it written.
        return _taken_in(told)


def _taken_in(told: list[Told]) -> EntriesOut:
    with rooms().db.transaction() as session:
        return EntriesOut(entries=intake.take_in(session, told))


def _told(source: str, number: int, sent: ToldIn) -> Told:
    value = addresses.canonical(sent.customer.kind, sent.customer.value, rooms().config.region)
    if value is None:
        raise Refused(
            400, "no_address", f"entries[{number}].customer is no {sent.customer.kind}. Nothing was taken in."
        )
    if not FIRST < sent.at < now() + AHEAD:
        raise Refused(400, "no_such_time", f"entries[{number}].at is no time that was. Nothing was taken in.")
    what = sent.what.model_dump()
    fact = FACTS[what.pop("kind")](channel=intake.CHANNEL, contact_id=None, **what)
    return Told(source, sent.id, sent.customer.kind, value, sent.at, fact)
