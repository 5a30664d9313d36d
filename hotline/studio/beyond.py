"""Widgets that reach beyond the call, and have a kind of ours: requests, other numbers, messages, other flows."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from hotline.studio.definition import Widget
from hotline.studio.draft import Draft
from hotline.studio.names import CALLER, GAP, slug
from hotline.studio.outside import hung_up, undecided

E164 = re.compile(r"\+[1-9][0-9]{6,14}")
STEP = re.compile(r"[A-Za-z0-9_-]{1,60}")
MOST = 20
"""Values that a look-up sends, or keeps."""
LONGEST_VALUE = 200


def request(draft: Draft, widget: Widget) -> None:
    """make-http-request: a look-up by a connection, which somebody has to configure with its address and secrets."""
    sent, left = _sent(draft, widget)
    taken = _taken(draft, widget)
    connection = slug(widget.name)
    draft.add(
        widget,
        "look_up",
        connection=connection,
        send=sent,
        take=taken,
        next=draft.to(widget, "success"),
        failure=draft.to(widget, "failed"),
    )
    where = f"{widget.text('method') or 'GET'} {widget.text('url').partition('?')[0][:200]}"
    what = f"It asks {where}: have that configured as the connection {connection}, with its secrets, or choose another."
    draft.say(widget, "undecided", what)
    if left:
        draft.say(widget, "undecided", f"Not sent: {', '.join(left)[:400]}. Put it into the connection, or leave it.")
    if widget.text("add_twilio_auth") == "True":
        draft.say(widget, "undecided", "It signed in with Twilio's own token, which is not handed over.")


def _sent(draft: Draft, widget: Widget) -> tuple[dict[str, str], list[str]]:
    """What is sent by name, and what is not: parameters, the address's query, and gaps in the body."""
    listed = widget.properties.get("parameters")
    pairs = [(str(each.get("key") or ""), str(each.get("value") or "")) for each in _dicts(listed)]
    pairs += parse_qsl(urlsplit(widget.text("url").replace("#", "%23")).query) if "?" in widget.text("url") else []
    body = widget.text("body")
    pairs += [(found[1].strip().rpartition(".")[2], found[0]) for found in GAP.finditer(body)]
    sent: dict[str, str] = {}
    left = ["what stands around the values in its body"] if GAP.sub("", body).strip() else []
    for name, value in pairs:
        filled = draft.filled(widget, value)
        if not GAP.search(value):
            # What is always the same may be a secret, and secrets stay out of flows.
            left.append(f"the fixed {name[:60]}")
        elif len(sent) < MOST and len(filled) <= LONGEST_VALUE:
            sent.setdefault(slug(name), filled)
        else:
            left.append(name[:60])
    return sent, left


def _taken(draft: Draft, widget: Widget) -> list[dict[str, str]]:
    """What is mentioned of the answer anywhere in the flow."""
    taken: dict[str, str] = {}
    for path in draft.names.mentioned_of(widget.name):
        steps = _steps(path)
        if steps is None:
            what = f"{'.'.join(path)[:80]} cannot be taken out of its answer: say what is meant."
            draft.say(widget, "undecided", what)
        elif len(taken) < MOST:
            taken.setdefault(draft.names.looked_up(widget.name, path), ".".join(steps))
        else:
            draft.say(widget, "undecided", f"{'.'.join(steps)} is one more than {MOST} values: leave one out.")
    return [{"fact": fact, "path": steps} for fact, steps in taken.items()]


def _steps(path: list[str]) -> list[str] | None:
    """parsed.items[0].name → items, 0, name."""
    steps = re.sub(r"\[(\d{1,9})\]", r".\1", ".".join(path[1:])).split(".")
    fits = path[:1] == ["parsed"] and len(steps) <= 10 and all(STEP.fullmatch(step) for step in steps)
    return steps if fits else None


def connect(draft: Draft, widget: Widget) -> None:
    """connect-call-to: a transfer, where it is one number."""
    whom = widget.text("to") or widget.text("sip_endpoint")
    noun = widget.text("noun") or "number"
    if noun == "number" and E164.fullmatch(whom):
        after = draft.to(widget, "callCompleted")
        draft.add(
            widget,
            "transfer",
            number=whom,
            timeout_s=max(5, min(120, widget.number("timeout") or 30)),
            next=after,
            failure=after,
        )
        draft.say(widget, "mapped", f"It connects to {whom}.")
        what = "Busy, no answer and failure go where the end of the talk goes, and may have ways of their own now."
        draft.say(widget, "approximated", what)
    else:
        what = f"It connects to {noun} {whom[:80]}. Lead it to a queue whose agents take these calls, or to a number."
        undecided(draft, widget, what)
    hung_up(draft, widget)


def message(draft: Draft, widget: Widget) -> None:
    """send-message: to whoever calls or writes."""
    to = GAP.fullmatch(widget.text("to"))
    if widget.text("to") and (to is None or to[1].strip() not in CALLER):
        what = f"It writes to {widget.text('to')[:80]}, and we write to the caller only: say who tells them."
        undecided(draft, widget, what)
        return
    draft.add(
        widget,
        "message",
        by="sms",
        text=draft.prompt(widget, widget.text("body")),
        next=draft.to(widget, "sent"),
        failure=draft.to(widget, "failed"),
    )
    draft.say(widget, "mapped", "It sends the same text; in a chat it is written there.")
    if widget.text("media_url"):
        draft.say(widget, "undecided", f"The picture {widget.text('media_url')[:200]} is not sent: send a link to it.")


def sub_flow(draft: Draft, widget: Widget) -> None:
    """run-subflow: the other flow has to be imported, too."""
    sid = widget.text("flow_sid")
    key = slug(sid or widget.name)
    draft.add(widget, "sub_flow", flow=key, next=draft.to(widget, "completed"))
    draft.say(
        widget, "undecided", f"It goes through the flow {sid[:60]}: import that one, too, and name it here ({key})."
    )
    names = [str(each.get("key") or "")[:60] for each in _dicts(widget.properties.get("parameters"))]
    if names:
        draft.say(widget, "undecided", f"It handed over {', '.join(names)}; here all answers are known in it anyway.")
    if widget.to("failed") != widget.to("completed"):
        what = (
            f"A flow within a flow does not fail here: {widget.to('failed') or 'the end of the call'} is not reached."
        )
        draft.say(widget, "approximated", what)


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
