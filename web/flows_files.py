"""Flows as files: one readable JSON file out, and files of ours or of Twilio Studio in."""

from __future__ import annotations

import json

from flask import Response

from hotline import drafts, imports
from hotline.imports import NotImported
from web.api import chapter
from web.errors import Refused
from web.flows import telling
from web.flows_view import import_line
from web.guard import ABOVE, may, visit
from web.rooms import rooms
from web.schemas.flows import Definition, FlowPath, ImportIn, ImportOut

api = chapter("files", "Flows as files.")


@api.get("/flows/<flow_key>/export", responses={"200": {"content": {"application/json": {"schema": {}}}}})
@may(*ABOVE)
def export(path: FlowPath) -> Response:
    """The draft as a file, or what is live where nobody has changed anything; with the flows that it goes through."""
    with telling(path.flow_key), rooms().db.reading() as session:
        definition: Definition = drafts.whole(session, drafts.find(session, path.flow_key).definition)
    answer = Response(imports.text(definition) + "\n", mimetype="application/json")
    answer.headers["Content-Disposition"] = f'attachment; filename="{path.flow_key}.json"'
    return answer


@api.post("/flows/import", responses={"200": ImportOut})
@may(*ABOVE)
def bring_in(body: ImportIn) -> ImportOut:
    """Make a file's flow a draft, with a report of what was mapped, approximated, or is to be decided."""
    try:
        found = imports.read(json.dumps(body.definition, ensure_ascii=False).encode())
    except NotImported as fault:
        raise Refused(400, "not_imported", str(fault)) from fault
    key = body.key or imports.key_of(str(found.definition.get("name", "")))
    with telling(key), rooms().db.transaction() as session:
        if drafts.exists(session, key) and not body.replace:
            raise Refused(409, "taken", f"There is a flow {key!r}. Replace its draft, or choose another key.")
        imports.keep(session, found, key, visit().user.name)
    report = [import_line(line) for line in found.report]
    return ImportOut(key=key, report=report)
