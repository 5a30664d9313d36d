"""Widgets of a call that have a kind of ours: speaking, the line, a message after the tone."""

from __future__ import annotations

from hotline.studio.definition import Widget
from hotline.studio.draft import LONGEST_TEXT, Draft
from hotline.studio.names import GAP, slug
from hotline.studio.outside import hung_up


def say_play(draft: Draft, widget: Widget) -> None:
    if widget.text("digits"):
        draft.say(widget, "undecided", f"It sends the tones {widget.text('digits')[:60]}, which nothing here can do.")
    taken = draft.passes.get(widget.name)
    if taken:
        draft.say(widget, "mapped", f"Its words are what {taken} says.")
        return
    key, prompt = draft.speaks(widget)
    draft.add(widget, "say", key, prompt=prompt, next=draft.to(widget, "audioComplete"))
    draft.say(widget, "mapped", "It became a say node.")


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
        draft.say(widget, "approximated", "It asked for no message itself: look at the words that do so now.")
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
    draft.say(widget, "mapped", "It takes a message, which lies on the customer's timeline with its transcript.")
    if longest > 600:
        draft.say(widget, "approximated", f"A message of up to {longest} s is 600 s long at most.")
    if after != silent:
        what = "Who says nothing is asked once more, and then goes where the others go after their message"
        draft.say(widget, "approximated", f"{what}, not to {widget.to('noAudio') or 'the end'}.")
    for name in ("recording_status_callback_url", "transcription_callback_url"):
        if widget.text(name):
            draft.say(widget, "undecided", f"{widget.text(name)[:200]} is not told of it: does anybody need that?")
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
        draft.say(widget, "mapped", f"Callers wait in the queue {slug(name)}: make one of that key, or choose another.")
    else:
        workflow = widget.text("workflow_sid") or widget.text("workflow") or name or "none"
        draft.say(widget, "undecided", f"Which queue takes the place of {workflow[:60]}? Choose it, and its skills.")
    told = widget.text("task_attributes") or widget.text("attributes")
    if told:
        what = f"The attributes {told[:200]} are not handed over: skills and priority are set here."
        draft.say(widget, "approximated", what)
    if widget.text("wait_url") or widget.text("waitUrl"):
        draft.say(widget, "approximated", "While waiting, callers hear our music, their position and expected wait.")
    if draft.to(widget, "callFailure") != failed:
        where = widget.to("callFailure") or "the end of the call"
        draft.say(widget, "approximated", f"A call that fails goes the same way as a full queue, not to {where}.")
