"""Who is the same person as whom, and why."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from web.schemas.base import CustomerPath, Id, In, Line, Out
from web.schemas.customers import CustomerBrief

AddressKind = Literal["phone", "email", "messenger", "external"]
Reason = Annotated[str, Field(max_length=400)]


class EvidenceOut(Out):
    """Why two may be one. `kind`: said, order, both_said, shared, mailbox, name. `of` says what `value` is: phone, …"""

    kind: str
    of: str
    value: str
    shown: str
    channel: str


class QuestionOut(Out):
    """Is this customer the same person? The strongest evidence comes first."""

    customer: CustomerBrief
    evidence: list[EvidenceOut]


class MergeOut(Out):
    """A customer who is read as a part of this one. `why`: agent, code, button. `by` is empty without an agent."""

    id: int
    customer: CustomerBrief
    at: datetime
    by: str
    why: str
    note: str
    evidence: list[EvidenceOut]


class MergeWish(In):
    """`other` is read as this customer from now on."""

    other: Id
    note: Reason = ""


class Undoing(In):
    why: Reason = ""


class OtherCustomer(In):
    other: Id


class AddressIn(In):
    kind: AddressKind
    value: Annotated[str, Field(min_length=1, max_length=320)]


class Sharing(In):
    """Whether several people use this address."""

    kind: AddressKind
    value: Line
    shared: bool


class MergePath(CustomerPath):
    merge_id: Id


class IdentityCard(Out):
    """What is asked about who this is, and the merges that stand."""

    questions: list[QuestionOut]
    merges: list[MergeOut]
