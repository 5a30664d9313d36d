"""Widgets that reach beyond the call, and have a kind of ours: requests, other numbers, messages, other flows."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from hotline.studio.definition import Widget
from hotline.studio.draft import Draft
from hotline.studio.names import CALLER, GAP, slug
from hotline.studio.outside import hung_up, undecided
from ivr.said import Said, said

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
    draft.say(widget, "undecided", "request", where=where, connection=connection)
    if left:
        draft.say(widget, "undecided", "not_sent", names=left[:MOST])
    if widget.text("add_twilio_auth") == "True":
        draft.say(widget, "undecided", "signed_in")


def _sent(draft: Draft, widget: Widget) -> tuple[dict[str, str], list[Said]]:
    """What is sent by name, and what is not: parameters, the address's query, and gaps in the body."""
    listed = widget.properties.get("parameters")
    pairs = [(str(each.get("key") or ""), str(each.get("value") or "")) for each in _dicts(listed)]
    pairs += parse_qsl(urlsplit(widget.text("url").replace("#", "%23")).query) if "?" in widget.text("url") else []
    body = widget.text("body")
    pairs += [(found[1].strip().rpartition(".")[2], found[0]) for found in GAP.finditer(body)]
    sent: dict[str, str] = {}
    left = [said("around")] if GAP.sub("", body).strip() else []
    for name, value in pairs:
        filled = draft.filled(widget, value)
        if not GAP.search(value):
            # What is always the same may be a secret, and secrets stay out of flows.
            left.append(said("fixed", name=name[:60]))
        elif len(sent) < MOST and len(filled) <= LONGEST_VALUE:
            sent.setdefault(slug(name), filled)
        else:
            left.append(said("plain", name=name[:60]))
    return sent, left


def _taken(draft: Draft, widget: Widget) -> list[dict[str, str]]:
    """What is mentioned of the answer anywhere in the flow."""
    taken: dict[str, str] = {}
    for path in draft.names.mentioned_of(widget.name):
        steps = _steps(path)
        if steps is None:
            draft.say(widget, "undecided", "not_taken", path=".".join(path)[:80])
        elif len(taken) < MOST:
            taken.setdefault(draft.names.looked_up(widget.name, path), ".".join(steps))
        else:
            draft.say(widget, "undecided", "too_many_taken", path=".".join(steps), most=MOST)
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
        draft.say(widget, "mapped", "connects", number=whom)
        draft.say(widget, "approximated", "connect_ways")
    else:
        undecided(draft, widget, "connects_elsewhere", noun=noun, whom=whom[:80])
    hung_up(draft, widget)


def message(draft: Draft, widget: Widget) -> None:
    """send-message: to whoever calls or writes."""
    to = GAP.fullmatch(widget.text("to"))
    if widget.text("to") and (to is None or to[1].strip() not in CALLER):
        undecided(draft, widget, "writes_elsewhere", whom=widget.text("to")[:80])
        return
    draft.add(
        widget,
        "message",
        by="sms",
        text=draft.prompt(widget, widget.text("body")),
        next=draft.to(widget, "sent"),
        failure=draft.to(widget, "failed"),
    )
    draft.say(widget, "mapped", "message")
    if widget.text("media_url"):
        draft.say(widget, "undecided", "picture", address=widget.text("media_url")[:200])


def sub_flow(draft: Draft, widget: Widget) -> None:
    """run-subflow: the other flow has to be imported, too."""
    sid = widget.text("flow_sid")
    key = slug(sid or widget.name)
    draft.add(widget, "sub_flow", flow=key, next=draft.to(widget, "completed"))
    draft.say(widget, "undecided", "sub_flow", flow=sid[:60], key=key)
    names = [str(each.get("key") or "")[:60] for each in _dicts(widget.properties.get("parameters"))]
    if names:
        draft.say(widget, "undecided", "handed_over", names=names)
    if widget.to("failed") != widget.to("completed"):
        draft.say(widget, "approximated", "sub_flow_failed", to=draft.where(widget, "failed"))


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
