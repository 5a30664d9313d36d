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

FAILS = {"fail", "failed", "failure", "timeout", "deliveryFailure", "providerError", "maxFailedAttempts", "noMatch"}
PASSING: dict[str, tuple[str, Outcome, str]] = {
    "fork-stream": ("next", "approximated", "Talks are listened to by Threadline itself; no stream goes elsewhere."),
    "record-call": ("success", "approximated", "Talks with agents are recorded by Threadline itself, always."),
}
"""Widgets of which nothing is left, since we do it anyway: type → the way on, what becomes of it, and why."""
QUESTIONS = {
    "run-function": "It runs the function {url}, which lives at Twilio: make it an HTTP look-up, or do without it.",
    "add-twiml-redirect": "It hands the call over to {url}, which nothing here can do: say what happens there.",
    "capture-payments": "It takes a payment by {payment_connector}, which nothing here can do: ask for it another way.",
    "make-outgoing-call": "It calls {to}; a flow of ours is for who calls us: a callback or an agent does that.",
    "make-outgoing-call-v2": "It calls {to}; a flow of ours is for who calls us: a callback or an agent does that.",
    "connect-virtual-agent": "It hands over to the virtual agent {connector}: say what it did, in nodes of ours.",
    "send-to-auto-pilot": "It hands over to a bot that Twilio has ended: say what it did, in nodes of ours.",
}
UNKNOWN = "Nothing here stands for a widget of the type {type}: say what it did, in nodes of ours."


def something_else(draft: Draft, widget: Widget) -> None:
    """Anything that has no mapper of its own."""
    question = QUESTIONS.get(widget.type, UNKNOWN)
    known = {name: widget.text(name)[:120] or "nobody knows what" for name in widget.properties}
    undecided(draft, widget, question.format_map(_Told({**known, "type": widget.type})))


def undecided(draft: Draft, widget: Widget, sentence: str) -> None:
    """Keep its place and its ways, and ask."""
    ways = {way.event: way.next for way in widget.transitions if way.event != "hangup"}
    draft.say(widget, "undecided", sentence)
    if not ways:
        draft.add(widget, "goodbye")
        return
    otherwise = next((event for event in ways if event in FAILS), list(ways)[-1])
    fact = f"facts.{slug(f'studio_{draft.key(widget)}')}"
    cases: list[dict[str, Any]] = [
        {"on": fact, "eq": event, "next": draft.entry(to)} for event, to in ways.items() if event != otherwise
    ] or [{"on": fact, "eq": otherwise, "next": draft.entry(ways[otherwise])}]
    draft.add(widget, "fork", cases=cases[:50], otherwise=draft.entry(ways[otherwise]))
    draft.say(widget, "undecided", f"Until then its place is kept by a fork on {fact}.")


def hung_up(draft: Draft, widget: Widget) -> None:
    """What was to follow when the caller had hung up."""
    if widget.to("hangup"):
        what = f"After a caller has hung up nothing more is done here, so that {widget.to('hangup')} is not reached."
        draft.say(widget, "undecided", what)


def sets(names: Names, widget: Widget) -> list[tuple[str, str]]:
    """The variables that have to be written down: not those that only copy what is known by another name."""
    return [(name, value) for name, value in variables_of(widget) if name and not names.same_as(name)]


def set_variables(draft: Draft, widget: Widget) -> None:
    for name, _ in variables_of(widget):
        if name and (copied := draft.names.same_as(name)):
            meaning = draft.meaning(widget, copied)
            draft.say(widget, "mapped", f"The variable {name} is a copy: it is {meaning.on} everywhere.")
    wanted = sets(draft.names, widget)
    key, onward = draft.key(widget), draft.to(widget, "next") if wanted else ""
    for number, (name, value) in enumerate(wanted, 1):
        following = onward if number == len(wanted) else draft.names.fresh(draft.key(widget))
        answer = draft.names.answer(name)
        label = {draft.language(widget): value[:200] or "–"}
        draft.add(widget, "set", key, answer=answer, value=value[:80], label=label, next=following)
        draft.say(widget, "mapped", f"The variable {name} is the answer {answer}.")
        if len(value) > 80:
            draft.say(widget, "approximated", f"The value of {name} is cut to 80 characters.")
        if GAP.search(value):
            what = f"{name} is put together from {value[:80]}, which a set node cannot do: say which value is meant."
            draft.say(widget, "undecided", what)
        key = following


class _Told(dict[str, str]):
    """A property that is not there is told as such."""

    def __missing__(self, key: str) -> str:
        return "nobody knows what"
