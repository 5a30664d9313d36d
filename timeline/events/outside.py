"""What other systems tell us of a customer: the shop's website, its tills, the CRM, social networks. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from timeline.events.base import OfContact


@dataclass(frozen=True)
class PageViewed(OfContact):
    """They looked at a page of the company's website."""

    page: str
    title: str


@dataclass(frozen=True)
class OrderPlaced(OfContact):
    """`total` is in `currency` (ISO 4217), as the shop writes it: `49.90`."""

    number: str
    total: str
    currency: str
    about: str


@dataclass(frozen=True)
class CartLeft(OfContact):
    """Things were put into a cart, and not bought."""

    total: str
    currency: str
    about: str


@dataclass(frozen=True)
class ShopVisited(OfContact):
    place: str
    about: str


@dataclass(frozen=True)
class CrmNoted(OfContact):
    """Somebody wrote a note in another system."""

    author: str
    text: str


@dataclass(frozen=True)
class SocialPosted(OfContact):
    """They wrote something in public. `link` leads there."""

    network: str
    text: str
    link: str
