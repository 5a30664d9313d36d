"""read: a Studio definition → a draft of ours, and what became of every widget and way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hotline.studio import beyond, calls, menus, outside, questions, splits
from hotline.studio.definition import StudioRefused, Widget, parse
from hotline.studio.draft import MOST_NODES, Draft
from hotline.studio.names import TAG
from hotline.studio.report import Line
from ivr import flow

Mapper = Callable[[Draft, Widget], None]
MAPPERS: dict[str, Mapper] = {
    "say-play": calls.say_play,
    "split-based-on": splits.split,
    "enqueue-call": calls.enqueue,
    "send-to-flex": calls.enqueue,
    "record-voicemail": calls.voicemail,
    "connect-call-to": beyond.connect,
    "make-http-request": beyond.request,
    "send-message": beyond.message,
    "run-subflow": beyond.sub_flow,
    "set-variables": outside.set_variables,
}
"""Widget type → who maps it. Questions are mapped with their splits; every other type is asked about."""
CALL, WRITTEN = "incomingCall", ("incomingMessage", "incomingConversationMessage")


def read(data: Any) -> tuple[dict[str, Any], list[Line]]:
    """Bytes, text or JSON values of an export → (flow JSON that `ivr.flow.read` takes, one Line for each widget).

    What a person has to decide stays in the draft as something that `ivr.flow.check` finds. Raises StudioRefused for
    what is no Studio flow, or is larger than a flow of ours may be.
    """
    definition = parse(data)
    draft = Draft(definition)
    plans = menus.plans(definition)
    _lay_aside(draft, plans)
    for widget in definition.states:
        if widget.type == "trigger":
            _trigger(draft, widget)
        elif widget.type in menus.ANSWERS:
            questions.question(draft, widget, plans.get(widget.name))
        elif widget.type in outside.PASSING:
            _, outcome, why = outside.PASSING[widget.type]
            draft.say(widget, outcome, why)
        elif widget.type != "split-based-on" or widget.name not in draft.passes:
            MAPPERS.get(widget.type, outside.something_else)(draft, widget)
    made = draft.flow(draft.entry(definition.initial_state))
    _look_at_languages(draft)
    if len(draft.nodes) > MOST_NODES:
        what = f"It would have {len(draft.nodes)} nodes, and a flow has {MOST_NODES} at most."
        raise StudioRefused(f"{what} Divide it in Studio, and import the parts.")
    try:
        flow.read(made)
    except flow.FlowRefused as fault:
        raise StudioRefused(f"No draft could be made of it: {str(fault.faults[0])[:400]}") from fault
    return made, draft.report.lines(definition)


def _lay_aside(draft: Draft, plans: dict[str, menus.MenuPlan]) -> None:
    """Find the widgets that leave no node behind, before anything leads to them."""
    definition = draft.definition
    for split, question in menus.absorbed(definition, plans).items():
        draft.passes[split] = question
    for widget in definition.states:
        if widget.type in outside.PASSING:
            draft.passes[widget.name] = widget.to(outside.PASSING[widget.type][0])
        elif widget.type == "trigger" and not _two_ways(widget):
            draft.passes[widget.name] = next(iter(_starts(widget).values()), "")
        elif widget.type == "set-variables" and not outside.sets(draft.names, widget):
            draft.passes[widget.name] = widget.to("next")
        elif widget.type == "split-based-on" and not any(way.event == "match" for way in widget.transitions):
            draft.passes[widget.name] = widget.to("noMatch")
            draft.say(widget, "mapped", "no_case")
        elif widget.type == "record-voicemail" and (said := calls.before_the_tone(draft, widget)):
            draft.passes[said.name] = widget.name


def _starts(widget: Widget) -> dict[str, str]:
    """Event → widget, for what a flow of ours answers; what else is connected, where that is nothing."""
    connected = {way.event: way.next for way in widget.transitions if way.next}
    ours = {event: connected[event] for event in (CALL, *WRITTEN) if event in connected}
    return ours or connected


def _two_ways(widget: Widget) -> bool:
    starts = _starts(widget)
    return CALL in starts and len(set(starts.values())) > 1


def _trigger(draft: Draft, widget: Widget) -> None:
    starts = _starts(widget)
    if _two_ways(widget):
        written = next(starts[event] for event in WRITTEN if starts.get(event, starts[CALL]) != starts[CALL])
        case = {"on": "facts.channel", "eq": "phone", "next": draft.entry(starts[CALL])}
        draft.add(widget, "fork", cases=[case], otherwise=draft.entry(written))
        draft.say(widget, "mapped", "begins_two_ways")
    else:
        draft.say(widget, "mapped", "begins")
    for way in widget.transitions:
        if way.next and way.next not in {draft.passes.get(widget.name), *starts.values()}:
            draft.say(widget, "undecided", "other_beginning", event=way.event, to=way.next)


def _look_at_languages(draft: Draft) -> None:
    if len(draft.languages) > 1:
        draft.report.add("", "undecided", "several_languages", languages=draft.languages)
    if any(TAG.search(text) for state in draft.definition.states for text in state.strings()):
        draft.report.add("", "undecided", "some_conditions")
