"""What is being said in a call, for those who are in it, and for supervisors."""

from __future__ import annotations

from sqlalchemy import select

from telephony.live_words import so_far
from telephony.models import Call, Leg
from web.api import chapter
from web.errors import missing
from web.guard import ABOVE, STAFF, may, visit
from web.rooms import rooms
from web.schemas.base import CallPath
from web.schemas.calls import Sentence, Words
from web.sessions import Visit

api = chapter("words", "What is being said in a call.")


@api.get("/calls/<int:call_id>/words", responses={"200": Words})
@may(*STAFF)
def words(path: CallPath) -> Words:
    """The sentences so far. What follows comes as `words` events of the live stream, asked for with `call`."""
    with rooms().db.reading() as session:
        call = session.get(Call, path.call_id)
        if call is None or not may_hear(visit(), path.call_id):
            raise missing("call")
        said = so_far(session, call)
    return Words(sentences=[Sentence(**one) for one in said])


def may_hear(who: Visit, call_id: int) -> bool:
    """Whether they take part in this call, or supervise those who do."""
    if who.user.role in ABOVE:
        return True
    mine = select(Leg.id).where(Leg.call_id == call_id, Leg.agent_id == who.user.agent_id, Leg.joined_at.is_not(None))
    with rooms().db.reading() as session:
        return who.user.agent_id is not None and session.scalar(mine.limit(1)) is not None
