"""An address that several people use, a household's or a company's: who they are, so that whoever comes is asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import and_, bindparam, func, select
from sqlalchemy.orm import Session, aliased

from timeline import people
from timeline.models import Claim, Customer, Identity

MOST = 8
"""More nobody has read to them; whoever was here last is the likeliest to come again."""

_TITLES = (
    {"mr", "mrs", "ms", "miss", "dr", "prof"}
    | {"آقا", "آقای", "خانم", "دکتر"}
    | {"господин", "госпожа"}
    | {"คุณ", "นาย", "นาง", "นางสาว"}
)
"""What may stand before a first name."""

_came, _theirs, _member, _kept = aliased(Claim), aliased(Claim), aliased(Customer), aliased(Customer)
_OF_CONTACT = (_came.customer_id == bindparam("customer"), _came.source == "shared")
_USERS = (
    select(Identity.customer_id)
    .join(_came, and_(_came.kind == Identity.kind, _came.value == Identity.value))
    .where(*_OF_CONTACT, Identity.shared)
    .union(
        select(_theirs.customer_id)
        .join(_came, and_(_came.kind == _theirs.kind, _came.value == _theirs.value))
        .where(*_OF_CONTACT, _theirs.source == "shared", _theirs.customer_id != bindparam("customer"))
    )
    .subquery()
)
_KNOWN = (
    select(_kept.id, _kept.name)
    .join(_member, func.coalesce(_member.person_id, _member.id) == _kept.id)
    .join(_USERS, _USERS.c.customer_id == _member.id)
    .where(_kept.name != "")
    .group_by(_kept.id, _kept.name)
    .order_by(func.max(_member.seen_at).desc(), _kept.id)
    .limit(MOST)
)
"""By indexes alone, and asked only for a contact that nobody has a name for."""


def may_be(session: Session, customer_id: int) -> Sequence[tuple[int, str]]:
    """Whom somebody may be who came from a shared address: (person, first name), whoever was here last first.

    Known to use it are whom it belonged to before, and whom an agent, or an import, has put to it: never somebody who
    merely said so. Two of one first name cannot be told apart by it, and neither is offered.
    """
    known = [(row.id, first_name(row.name)) for row in session.execute(_KNOWN, {"customer": customer_id})]
    alike = Counter(name.casefold() for _, name in known)
    return [(person, name) for person, name in known if name and alike[name.casefold()] == 1]


_SPOKEN = (
    select(_member.language)
    .join(_USERS, _USERS.c.customer_id == _member.id)
    .where(_member.language != "")
    .distinct()
    .limit(2)
)


def language(session: Session, customer_id: int) -> str:
    """What everybody speaks who came from the shared address of this contact; empty where they differ, or nobody has
    said."""
    spoken = session.scalars(_SPOKEN, {"customer": customer_id}).all()
    return spoken[0] if len(spoken) == 1 else ""


def is_one(session: Session, customer_id: int, person_id: int) -> bool:
    """They say that they are this person: read them as one, by a link that an agent can undo.

    False where that person is not, or no longer, known to use the address.
    """
    if person_id not in {person for person, _ in may_be(session, customer_id)}:
        return False
    came = session.scalars(select(Claim).where(Claim.customer_id == customer_id, Claim.source == "shared")).all()
    evidence = [{"kind": each.kind, "value": each.value, "source": each.source} for each in came]
    people.merge(session, customer_id, person_id, why="asked", evidence=evidence)
    return True


def first_name(name: str) -> str:
    """`Nora` of `Lindqvist, Dr. Nora`; empty where there is none that could be said."""
    words = (name.partition(",")[2] or name).split()
    named = (each for each in words if not each.endswith(".") and each.casefold() not in _TITLES)
    first = next(named, "")
    return first if first[:1].isalpha() and not any(c.isdigit() or c in "@:/" for c in first) else ""
