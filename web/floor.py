"""The floor: every queue and every agent, for supervisors."""

from __future__ import annotations

from web.api import chapter
from web.guard import ABOVE, STAFF, may
from web.schemas.base import AgentPath
from web.schemas.desk import PresenceChange
from web.schemas.floor import Floor, FloorAgent, Recognizers

api = chapter("floor", "Queues and agents, for supervisors.")


@api.get("/floor", responses={"200": Floor})
@may(*ABOVE)
def look() -> Floor:
    """Who waits where, and who answers."""
    raise NotImplementedError


@api.put("/agents/<int:agent_id>/presence", responses={"200": FloorAgent})
@may(*ABOVE)
def set_presence(path: AgentPath, body: PresenceChange) -> FloorAgent:
    """Change an agent's presence for them."""
    raise NotImplementedError


@api.get("/models", responses={"200": Recognizers})
@may(*STAFF)
def models() -> Recognizers:
    """Which engine and model write down which language, and how far a download is."""
    raise NotImplementedError
