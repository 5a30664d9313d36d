"""A draft called from the browser: heard through the real switch, as a caller would hear it. Nobody else meets it."""

from __future__ import annotations

from hotline import draft_calls, drafts
from hotline.as_json import facts_from_json
from hotline.models import DraftCall
from ivr.flow import FlowRefused, read
from web import phone
from web.api import chapter
from web.errors import Refused, missing
from web.flows import broken, meant, telling
from web.guard import ABOVE, may, visit
from web.limits import limiter
from web.rooms import rooms
from web.schemas.flows import DraftCallIn, DraftCallMade, DraftCallOut, DraftCallPath, FlowPath

CALLS_MOST = "12 per minute; 120 per hour"
"""Of one address."""

api = chapter("called", "A draft, called from the browser.")


@api.post("/flows/<flow_key>/draft/calls", responses={"200": DraftCallMade})
@may(*ABOVE)
@limiter.limit(CALLS_MOST)
def call(path: FlowPath, body: DraftCallIn) -> DraftCallMade:
    """Credentials for one call of the draft, or of an unsaved definition. They are good for a minute, and once.

    Signals `draft_call` {call} on the topic `flow:KEY` tell whenever something was heard.
    """
    key, secret = path.flow_key, rooms().config.secret_key
    with telling(key), rooms().db.transaction() as session:
        definition = meant(session, key, body.definition, None)
        try:
            languages = read(definition).languages
            facts_from_json(body.facts)
        except FlowRefused as fault:
            raise broken(fault) from fault
        except ValueError as fault:
            raise Refused(400, "bad_request", str(fault)) from fault
        language = body.language if body.language in languages else languages[0]
        drafts.find(session, key)
        made = draft_calls.make(session, key, definition, body.facts, language, visit().user.name)
        ticket = draft_calls.ticket(made, secret)
    return DraftCallMade(id=made.id, credentials=phone.browser_call(ticket))


@api.get("/flows/<flow_key>/draft/calls/<int:call_id>", responses={"200": DraftCallOut})
@may(*ABOVE)
def look(path: DraftCallPath) -> DraftCallOut:
    """What was heard in this call so far; simulating the same shows where it stands."""
    with rooms().db.reading() as session:
        found = session.get(DraftCall, path.call_id)
        if found is None or found.flow_key != path.flow_key:
            raise missing("call")
        return DraftCallOut(state=draft_calls.state(found), heard=found.heard)
