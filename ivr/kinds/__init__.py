"""The node kinds. To add one: write its class, and put it into KINDS."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ivr.kinds.ask import Ask
from ivr.kinds.ask_date import AskDate
from ivr.kinds.base import Law, Node
from ivr.kinds.callback import OfferCallback
from ivr.kinds.ends import Goodbye, ToQueue, Voicemail
from ivr.kinds.journey import Code, ContinueJourney
from ivr.kinds.menu import Language, Menu
from ivr.kinds.outside import LookUp, Message, Transfer
from ivr.kinds.passing import Fork, Hours, Say, Set
from ivr.kinds.sub_flow import Back, SubFlow
from ivr.kinds.survey import Survey
from ivr.kinds.who import WhoIsIt
from ivr.kinds.yes_no import YesNo

AnyNode = Annotated[
    Say
    | Menu
    | YesNo
    | Ask
    | AskDate
    | Set
    | Fork
    | Hours
    | Language
    | WhoIsIt
    | ContinueJourney
    | Code
    | LookUp
    | Message
    | Survey
    | SubFlow
    | Back
    | OfferCallback
    | Transfer
    | ToQueue
    | Voicemail
    | Goodbye,
    Field(discriminator="kind"),
]

KINDS: dict[str, type[Node]] = {
    "say": Say,
    "menu": Menu,
    "yes_no": YesNo,
    "ask": Ask,
    "ask_date": AskDate,
    "set": Set,
    "fork": Fork,
    "hours": Hours,
    "language": Language,
    "who_is_it": WhoIsIt,
    "continue_journey": ContinueJourney,
    "code": Code,
    "look_up": LookUp,
    "message": Message,
    "survey": Survey,
    "sub_flow": SubFlow,
    "back": Back,
    "offer_callback": OfferCallback,
    "transfer": Transfer,
    "to_queue": ToQueue,
    "voicemail": Voicemail,
    "goodbye": Goodbye,
}

LAW: dict[str, Law] = {kind: node.law for kind, node in KINDS.items()}
"""Kind → Heard → ways out. A Heard that a kind has no line for is a protocol fault, and changes nothing."""
