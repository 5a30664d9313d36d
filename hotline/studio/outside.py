"""Widgets that do something elsewhere, and those that nothing of ours stands for.

What cannot be decided here stays in its place: a fork with all of its ways on a fact that nobody knows. So the draft
keeps its shape, and `check` refuses to publish it until somebody has said what is meant.
"""

from __future__ import annotations

from typing import Any

from hotline.studio.definition import Widget
from hotline.studio.draft import Draft
from hotline.studio.names import GAP, Names, slug, variables_of
from hotline.studio.report import Outcome
from ivr.said import Param, said

FAILS = {"fail", "failed", "failure", "timeout", "deliveryFailure", "providerError", "maxFailedAttempts", "noMatch"}
PASSING: dict[str, tuple[str, Outcome, str]] = {
    "fork-stream": ("next", "approximated", "stream"),
    "record-call": ("success", "approximated", "record_call"),
}
"""Widgets of which nothing is left, since we do it anyway: type → the way on, what becomes of it, and its sentence."""
QUESTIONS = {
    "run-function": ("run_function", {"address": "url"}),
    "add-twiml-redirect": ("redirect", {"address": "url"}),
    "capture-payments": ("payments", {"connector": "payment_connector"}),
    "make-outgoing-call": ("outgoing", {"to": "to"}),
    "make-outgoing-call-v2": ("outgoing", {"to": "to"}),
    "connect-virtual-agent": ("virtual_agent", {"connector": "connector"}),
    "send-to-auto-pilot": ("autopilot", {}),
}
"""Type → what is asked about it, and which of its properties the question names."""


def something_else(draft: Draft, widget: Widget) -> None:
    """Anything that has no mapper of its own."""
    if widget.type not in QUESTIONS:
        undecided(draft, widget, "unknown", type=widget.type)
        return
    code, named = QUESTIONS[widget.type]
    params = {name: widget.text(of)[:120] or said("nobody_knows") for name, of in named.items()}
    undecided(draft, widget, code, **params)


def undecided(draft: Draft, widget: Widget, code: str, **params: Param) -> None:
    """Keep its place and its ways, and ask."""
    ways = {way.event: way.next for way in widget.transitions if way.event != "hangup"}
    draft.say(widget, "undecided", code, **params)
    if not ways:
        draft.add(widget, "goodbye")
        return
    otherwise = next((event for event in ways if event in FAILS), list(ways)[-1])
    fact = f"facts.{slug(f'studio_{draft.key(widget)}')}"
    cases: list[dict[str, Any]] = [
        {"on": fact, "eq": event, "next": draft.entry(to)} for event, to in ways.items() if event != otherwise
    ] or [{"on": fact, "eq": otherwise, "next": draft.entry(ways[otherwise])}]
    draft.add(widget, "fork", cases=cases[:50], otherwise=draft.entry(ways[otherwise]))
    draft.say(widget, "undecided", "kept_by_fork", fact=fact)


def hung_up(draft: Draft, widget: Widget) -> None:
    """What was to follow when the caller had hung up."""
    if widget.to("hangup"):
        draft.say(widget, "undecided", "hung_up", to=widget.to("hangup"))


def sets(names: Names, widget: Widget) -> list[tuple[str, str]]:
    """The variables that have to be written down: not those that only copy what is known by another name."""
    return [(name, value) for name, value in variables_of(widget) if name and not names.same_as(name)]


def set_variables(draft: Draft, widget: Widget) -> None:
    for name, _ in variables_of(widget):
        if name and (copied := draft.names.same_as(name)):
            meaning = draft.meaning(widget, copied)
            draft.say(widget, "mapped", "copy", name=name, fact=meaning.on)
    wanted = sets(draft.names, widget)
    key, onward = draft.key(widget), draft.to(widget, "next") if wanted else ""
    for number, (name, value) in enumerate(wanted, 1):
        following = onward if number == len(wanted) else draft.names.fresh(draft.key(widget))
        answer = draft.names.answer(name)
        label = {draft.language(widget): value[:200] or "–"}
        draft.add(widget, "set", key, answer=answer, value=value[:80], label=label, next=following)
        draft.say(widget, "mapped", "variable", name=name, answer=answer)
        if len(value) > 80:
            draft.say(widget, "approximated", "value_cut", name=name, most=80)
        if GAP.search(value):
            draft.say(widget, "undecided", "put_together", name=name, value=value[:80])
        key = following
