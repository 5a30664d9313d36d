"""Publishing: versions, the way back, what becomes live later, and two versions compared on real callers."""

from __future__ import annotations

from typing import Any

from sqlalchemy.exc import IntegrityError

from db import now
from hotline import drafts, flow_tests, versions
from hotline.versions import Wish
from ivr.difference import difference
from ivr.flow import FlowRefused, read
from web.api import chapter
from web.errors import Refused, found
from web.flows import meant, telling
from web.flows_view import change_out, faults_out, results_out, version_lines
from web.guard import ABOVE, may, visit
from web.rooms import rooms
from web.schemas.flow_versions import (
    DifferenceOut,
    DifferenceSearch,
    NotPublished,
    PublishIn,
    RollBackIn,
    TrialIn,
    VersionOut,
    VersionPath,
    Versions,
)
from web.schemas.flows import FlowPath

api = chapter("versions", "Published versions of a flow.")


@api.get("/flows/<flow_key>/versions", responses={"200": Versions})
@may(*ABOVE)
def every(path: FlowPath) -> Versions:
    """All versions, the newest first."""
    with rooms().db.reading() as session:
        return Versions(versions=version_lines(session, path.flow_key))


@api.get("/flows/<flow_key>/versions/<int:number>", responses={"200": VersionOut})
@may(*ABOVE)
def one(path: VersionPath) -> VersionOut:
    """One version, with its definition."""
    with rooms().db.reading() as session:
        version = found(versions.numbered(session, path.flow_key, path.number), "version")
        (line,) = [line for line in version_lines(session, path.flow_key) if line.number == path.number]
        return VersionOut(definition=version.definition, **line.model_dump())


@api.get("/flows/<flow_key>/difference", responses={"200": DifferenceOut})
@may(*ABOVE)
def compare(path: FlowPath, query: DifferenceSearch) -> DifferenceOut:
    """What a caller would notice between two versions, or a version and the draft."""
    with telling(path.flow_key), rooms().db.reading() as session:
        sides = [
            meant(session, path.flow_key, None, None if side == "draft" else int(side))
            for side in (query.before, query.after)
        ]
    try:
        before, after = map(read, sides)
    except FlowRefused as fault:
        raise Refused(409, "broken", f"One of them is no whole flow yet, so it cannot be compared: {fault}") from fault
    return DifferenceOut(changes=[change_out(change) for change in difference(before, after)])


@api.post("/flows/<flow_key>/publish", responses={"200": Versions, "422": NotPublished})
@may(*ABOVE)
def publish(path: FlowPath, body: PublishIn) -> Versions | tuple[NotPublished, int]:
    """Publish the draft: at once, later, or to a share of the callers. Faults and failing tests stand before it."""
    key = path.flow_key
    if body.live_from is not None and body.trial_share is not None:
        raise Refused(400, "bad_request", "A trial begins at once. Leave out live_from, or trial_share.")
    if body.live_from is not None and body.live_from <= now():
        raise Refused(400, "time_passed", "That time has passed. Choose a later one, or publish at once.")
    with telling(key), rooms().db.reading() as session:
        draft = drafts.find(session, key)
        definition = drafts.whole(session, draft.definition)
        faults = drafts.faults(session, definition)
        tests = flow_tests.of(session, key)
    if body.revision is not None and body.revision != draft.revision:
        raise Refused(409, "stale", "The draft was saved again since you looked at it. Look at it, then publish.")
    if faults:
        message = "The draft has faults. Correct them, then publish."
        return NotPublished(error="faults", message=message, faults=faults_out(faults), failing=[]), 422
    failing = [result for result in flow_tests.run(read(definition), tests) if not result.passed]
    if failing and not body.override_reason:
        message = "Tests of this flow fail. Correct the flow or the tests, or say why it is published nevertheless."
        return NotPublished(error="tests", message=message, faults=[], failing=results_out(failing)), 422
    wish = Wish(
        author=visit().user.name,
        note=body.note,
        live_from=body.live_from,
        trial_share=body.trial_share,
        override_reason=body.override_reason if failing else "",
    )
    return _published(key, draft.revision, definition, wish)


def _published(key: str, revision: int, definition: dict[str, Any], wish: Wish) -> Versions:
    """The tests ran outside the transaction; what was saved meanwhile is not what they looked at."""
    try:
        with telling(key), rooms().db.transaction() as session:
            if drafts.find(session, key).revision != revision:
                raise Refused(409, "stale", "The draft was saved again meanwhile. Look at it, then publish.")
            drafts.settle(session, versions.publish(session, key, definition, wish))
            return Versions(versions=version_lines(session, key))
    except IntegrityError as raced:
        raise Refused(409, "stale", "Somebody else published at this very moment. Look at what they did.") from raced


@api.post("/flows/<flow_key>/rollback", responses={"200": Versions})
@may(*ABOVE)
def roll_back(path: FlowPath, body: RollBackIn) -> Versions:
    """Publish an old version again, at once."""
    with telling(path.flow_key), rooms().db.transaction() as session:
        author = visit().user.name
        drafts.follow(session, versions.roll_back(session, path.flow_key, body.number, author, body.note))
        return Versions(versions=version_lines(session, path.flow_key))


@api.delete("/flows/<flow_key>/scheduled/<int:number>", responses={"200": Versions})
@may(*ABOVE)
def unschedule(path: VersionPath) -> Versions:
    """A version that waits for its time will not become live."""
    with telling(path.flow_key), rooms().db.transaction() as session:
        versions.unschedule(session, path.flow_key, path.number)
        return Versions(versions=version_lines(session, path.flow_key))


@api.put("/flows/<flow_key>/trial", responses={"200": Versions})
@may(*ABOVE)
def try_out(path: FlowPath, body: TrialIn) -> Versions:
    """Let a share of the callers walk through another version than the live one, or change that share."""
    with rooms().db.transaction() as session:
        version = found(versions.numbered(session, path.flow_key, body.version), "version")
        live = versions.live(session, path.flow_key)
        if live is None or live.id == version.id:
            raise Refused(409, "live_already", "That is the live version already. Choose another one to try.")
        versions.start_trial(session, version, body.share, visit().user.name)
        return Versions(versions=version_lines(session, path.flow_key))


@api.delete("/flows/<flow_key>/trial", responses={"200": Versions})
@may(*ABOVE)
def end_trial(path: FlowPath) -> Versions:
    """Everybody walks through the live version again."""
    with telling(path.flow_key), rooms().db.transaction() as session:
        versions.end_trial(session, path.flow_key)
        return Versions(versions=version_lines(session, path.flow_key))


@api.post("/flows/<flow_key>/trial/promote", responses={"200": Versions})
@may(*ABOVE)
def promote(path: FlowPath) -> Versions:
    """The version on trial becomes the live one."""
    with telling(path.flow_key), rooms().db.transaction() as session:
        versions.promote(session, path.flow_key)
        return Versions(versions=version_lines(session, path.flow_key))
