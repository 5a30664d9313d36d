"""What other systems tell of customers."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from web.schemas.base import In, Line, Out, When

About = Annotated[str, Field(max_length=400)]
Text = Annotated[str, Field(min_length=1, max_length=10_000)]
Money = Annotated[str, Field(pattern=r"^\d{1,12}(\.\d{1,4})?$")]
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
Page = Annotated[str, Field(min_length=1, max_length=2000)]
Link = Annotated[str, Field(max_length=2000, pattern=r"^(https?://\S+)?$")]


class PageViewedIn(In):
    kind: Literal["page_viewed"]
    page: Page
    title: Line = ""


class OrderPlacedIn(In):
    kind: Literal["order_placed"]
    number: Annotated[str, Field(min_length=1, max_length=80)]
    total: Money
    currency: Currency
    about: About = ""


class CartLeftIn(In):
    kind: Literal["cart_left"]
    total: Money
    currency: Currency
    about: About = ""


class ShopVisitedIn(In):
    kind: Literal["shop_visited"]
    place: Annotated[str, Field(min_length=1, max_length=200)]
    about: About = ""


class CrmNotedIn(In):
    kind: Literal["crm_noted"]
    author: Line = ""
    text: Text


class SocialPostedIn(In):
    kind: Literal["social_posted"]
    network: Annotated[str, Field(min_length=1, max_length=40)]
    text: Text
    link: Link = ""


What = Annotated[
    PageViewedIn | OrderPlacedIn | CartLeftIn | ShopVisitedIn | CrmNotedIn | SocialPostedIn,
    Field(discriminator="kind"),
]


class Whose(In):
    """An address of theirs, in any usual spelling."""

    kind: Literal["phone", "email", "messenger", "external"]
    value: Annotated[str, Field(min_length=1, max_length=320)]


class ToldIn(In):
    """`id` is the sender's own: what comes again under it is not written again."""

    id: Annotated[str, Field(min_length=1, max_length=120)]
    at: When
    customer: Whose
    what: What


class EntriesIn(In):
    """`source` names the system that tells it."""

    source: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,39}$")]
    entries: Annotated[list[ToldIn], Field(min_length=1, max_length=1000)]


class EntriesOut(Out):
    """The entries' ids, in the order in which they were sent."""

    entries: list[int]
