"""The node kinds. To add one: write its class, and put it into KINDS."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ivr.kinds.ask import Ask
from ivr.kinds.base import Law, Node
from ivr.kinds.ends import Goodbye, ToQueue, Voicemail
from ivr.kinds.journey import Code, ContinueJourney
from ivr.kinds.menu import Language, Menu
from ivr.kinds.passing import Fork, Hours, Say, Set

AnyNode = Annotated[
    Say | Menu | Ask | Set | Fork | Hours | Language | ContinueJourney | Code | ToQueue | Voicemail | Goodbye,
    Field(discriminator="kind"),
]

KINDS: dict[str, type[Node]] = {
    "say": Say,
    "menu": Menu,
    "ask": Ask,
    "set": Set,
    "fork": Fork,
    "hours": Hours,
    "language": Language,
    "continue_journey": ContinueJourney,
    "code": Code,
    "to_queue": ToQueue,
    "voicemail": Voicemail,
    "goodbye": Goodbye,
}

LAW: dict[str, Law] = {kind: node.law for kind, node in KINDS.items()}
"""Kind → Heard → ways out. A Heard that a kind has no line for is a protocol fault, and changes nothing."""
