"""A flow tried before callers meet it: conversations that must go as saved, and real contacts walked again."""

from __future__ import annotations

from flask import Response, make_response
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from db import now
from hotline import drafts, flow_tests, replay
from hotline.drafts import NoFlow
from hotline.models import FlowTest
from hotline.replay import Differing, ReplayFailed
from ivr.flow import FlowRefused, read
from web import contacts
from web.api import chapter
from web.errors import Refused, missing
from web.flows import broken, meant, telling
from web.flows_view import results_out
from web.guard import ABOVE, may, visit
from web.rooms import rooms
from web.schemas.flow_numbers import (
    DifferingOut,
    LandingOut,
    ReplayIn,
    ReplayOut,
    RunIn,
    TestIn,
    TestOut,
    TestPath,
    TestResults,
    Tests,
)
from web.schemas.flows import FlowPath

SHOWN = 1000
"""Contacts that land elsewhere, at most; whoever sees so many need not see more."""

api = chapter("tried", "Tests of a flow, and its replay.")


@api.get("/flows/<flow_key>/tests", responses={"200": Tests})
@may(*ABOVE)
def every(path: FlowPath) -> Tests:
    """The flow's tests, by name."""
    with rooms().db.reading() as session:
        return Tests(tests=[_test(test) for test in flow_tests.of(session, path.flow_key)])


@api.post("/flows/<flow_key>/tests", responses={"200": TestOut})
@may(*ABOVE)
def add(path: FlowPath, body: TestIn) -> TestOut:
    """Save a conversation as a test, such as the script of a simulation."""
    return _kept(path.flow_key, None, body)


@api.put("/flows/<flow_key>/tests/<int:test_id>", responses={"200": TestOut})
@may(*ABOVE)
def change(path: TestPath, body: TestIn) -> TestOut:
    """Change a test."""
    return _kept(path.flow_key, path.test_id, body)


@api.delete("/flows/<flow_key>/tests/<int:test_id>", responses={"204": None})
@may(*ABOVE)
def remove(path: TestPath) -> Response:
    """Delete a test."""
    with rooms().db.transaction() as session:
        session.delete(_found(session, path.flow_key, path.test_id))
    return make_response("", 204)


@api.post("/flows/<flow_key>/tests/run", responses={"200": TestResults})
@may(*ABOVE)
def run(path: FlowPath, body: RunIn) -> TestResults:
    """Run all tests. A flow that cannot be read is refused; the draft says what is wrong with it."""
    with telling(path.flow_key), rooms().db.reading() as session:
        definition = meant(session, path.flow_key, body.definition, body.version)
        tests = flow_tests.of(session, path.flow_key)
    try:
        return TestResults(results=results_out(flow_tests.run(read(definition), tests)))
    except FlowRefused as fault:
        raise broken(fault) from fault


@api.post("/flows/<flow_key>/replay", responses={"200": ReplayOut})
@may(*ABOVE)
def walk_again(path: FlowPath, body: ReplayIn) -> ReplayOut:
    """Walk the last contacts through the draft: who would land elsewhere than with what is live?"""
    with telling(path.flow_key), rooms().db.reading() as session:
        definition = meant(session, path.flow_key, body.definition, None)
    try:
        read(definition)
        found = replay.apart(rooms().db.url, path.flow_key, definition, body.calls)
    except FlowRefused as fault:
        raise broken(fault) from fault
    except ReplayFailed as fault:
        raise Refused(503, "replay_failed", "The replay did not come to its end. Try it with fewer calls.") from fault
    shown = found.differing[:SHOWN]
    with rooms().db.reading() as session:
        whose = contacts.customers(session, [(each.kind, each.contact_id) for each in shown])
    return ReplayOut(
        walked=found.walked,
        same=found.walked - len(found.differing),
        differing=[_differing(each, whose) for each in shown],
    )


def _kept(flow_key: str, test_id: int | None, body: TestIn) -> TestOut:
    try:
        flow_tests.readable(body.facts, body.script)
    except ValueError as fault:
        raise Refused(400, "bad_request", f"This is no conversation: {fault}") from fault
    try:
        with telling(flow_key), rooms().db.transaction() as session:
            if not drafts.exists(session, flow_key):
                raise NoFlow(flow_key)
            test = _found(session, flow_key, test_id) if test_id else FlowTest(flow_key=flow_key)
            test.name, test.facts, test.script = body.name, body.facts, body.script
            test.edited_by, test.edited_at = visit().user.name, now()
            session.add(test)
            session.flush()
            return _test(test)
    except IntegrityError as taken:
        raise Refused(409, "test_taken", "There is a test of this name. Choose another one.") from taken


def _found(session: Session, flow_key: str, test_id: int) -> FlowTest:
    test = session.get(FlowTest, test_id)
    if test is None or test.flow_key != flow_key:
        raise missing("test")
    return test


def _test(test: FlowTest) -> TestOut:
    return TestOut(**{name: getattr(test, name) for name in TestOut.model_fields})


def _differing(each: Differing, whose: contacts.Whose) -> DifferingOut:
    was, would = LandingOut(**vars(each.was)), LandingOut(**vars(each.would))
    return DifferingOut(**contacts.in_turn(each, whose), was=was, would=would)
