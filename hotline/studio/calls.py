"""Widgets of a call that have a kind of ours: speaking, the line, a message after the tone."""

from __future__ import annotations

from hotline.studio.definition import Widget
from hotline.studio.draft import LONGEST_TEXT, Draft
from hotline.studio.names import GAP, slug
from hotline.studio.outside import hung_up


def say_play(draft: Draft, widget: Widget) -> None:
    if widget.text("digits"):
        draft.say(widget, "undecided", "tones", tones=widget.text("digits")[:60])
    taken = draft.passes.get(widget.name)
    if taken:
        draft.say(widget, "mapped", "said_elsewhere", node=taken)
        return
    key, prompt = draft.speaks(widget)
    draft.add(widget, "say", key, prompt=prompt, next=draft.to(widget, "audioComplete"))
    draft.say(widget, "mapped", "say")


def before_the_tone(draft: Draft, widget: Widget) -> Widget | None:
    """The one say that leads to this voicemail and to nothing else: there the message is asked for."""
    before = [draft.definition.by_name[name] for name in draft.definition.before.get(widget.name, set())]
    one = before[0] if len(before) == 1 and before[0].type == "say-play" else None
    if one is None or one.text("play") or one.text("digits") or one.number("loop") not in (None, 1):
        return None
    return one if 0 < len(one.text("say")) <= LONGEST_TEXT else None


def voicemail(draft: Draft, widget: Widget) -> None:
    asked = before_the_tone(draft, widget)
    if asked:
        prompt = draft.prompt(asked, asked.text("say"))
    else:
        prompt = draft.own_words(widget, "message")
        draft.say(widget, "approximated", "asks_for_message")
    longest = widget.number("max_length") or 3600
    after, silent = draft.to(widget, "recordingComplete"), draft.to(widget, "noAudio")
    draft.add(
        widget,
        "voicemail",
        prompt=prompt,
        thanks=draft.own_words(widget, "thanks"),
        max_s=max(5, min(600, longest)),
        next=after,
    )
    draft.say(widget, "mapped", "voicemail")
    if longest > 600:
        draft.say(widget, "approximated", "message_length", seconds=longest, most=600)
    if after != silent:
        draft.say(widget, "approximated", "silent_message", to=draft.where(widget, "noAudio"))
    for name in ("recording_status_callback_url", "transcription_callback_url"):
        if widget.text(name):
            draft.say(widget, "undecided", "not_told", address=widget.text(name)[:200])
    hung_up(draft, widget)


def enqueue(draft: Draft, widget: Widget) -> None:
    """enqueue-call and send-to-flex."""
    name = widget.text("queue_name")
    priority = widget.number("priority") or 0
    failed = draft.to(widget, "failedToEnqueue")
    draft.add(
        widget,
        "to_queue",
        queue=slug(name or widget.name)[:40],
        priority=max(-100, min(100, priority)),
        next=draft.to(widget, "callComplete"),
        failure=failed,
    )
    if name and not GAP.search(name):
        draft.say(widget, "mapped", "queue", queue=slug(name))
    else:
        workflow = widget.text("workflow_sid") or widget.text("workflow") or name or "none"
        draft.say(widget, "undecided", "which_queue", workflow=workflow[:60])
    told = widget.text("task_attributes") or widget.text("attributes")
    if told:
        draft.say(widget, "approximated", "attributes", attributes=told[:200])
    if widget.text("wait_url") or widget.text("waitUrl"):
        draft.say(widget, "approximated", "waiting")
    if draft.to(widget, "callFailure") != failed:
        draft.say(widget, "approximated", "call_failure", to=draft.where(widget, "callFailure"))
