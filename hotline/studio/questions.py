"""gather-input-on-call and send-and-wait-for-reply: a menu where their answer is chosen from, else digits."""

from __future__ import annotations

from typing import Any

from hotline.studio.definition import Widget
from hotline.studio.draft import Draft, human
from hotline.studio.menus import ANSWERS, Choice, MenuPlan, is_asked_for

FINISH = ("#", "*", "")


def question(draft: Draft, widget: Widget, plan: MenuPlan | None) -> None:
    """Either of both widgets, with the menu that was found for it."""
    key, prompt = draft.speaks(widget) if widget.text("say") or widget.text("play") else _reply(draft, widget)
    if not prompt and not widget.text("play"):
        draft.say(widget, "undecided", "wordless")
    shared: dict[str, Any] = {
        "prompt": prompt,
        "no_input": {"retries": 0, "next": draft.to(widget, "timeout")},
        "timeout_s": max(1, min(60, widget.number("timeout") or 5)),
    }
    if plan:
        _menu(draft, widget, plan, key, shared)
    else:
        _ask(draft, widget, key, shared)


def _menu(draft: Draft, widget: Widget, plan: MenuPlan, key: str, shared: dict[str, Any]) -> None:
    kept = is_asked_for(draft.definition, widget.name, draft.passes)
    draft.add(
        widget,
        "menu",
        key,
        **shared,
        options=_options(draft, widget, plan.choices),
        read_out=False,
        no_match={"retries": 0, "next": draft.entry(plan.other[0])},
        **({"answer": draft.names.answer(widget.name)} if kept else {}),
    )
    draft.say(widget, "mapped", "menu", splits=list(plan.splits))
    for split in plan.splits:
        draft.report.add(split, "mapped", "menu_part", node=key)
    if len(set(plan.other)) > 1:
        draft.say(widget, "approximated", "menu_else", to=plan.other[0])
    added = [choice.key for choice in plan.choices if choice.added]
    if added:
        draft.say(widget, "approximated", "menu_pressed", keys=added)
    for event in ANSWERS[widget.type]:
        to = widget.to(event)
        if to and to not in plan.splits and event == "speech":
            draft.say(widget, "undecided", "menu_spoken", to=to)
    if not widget.number("number_of_digits") and widget.type == "gather-input-on-call":
        draft.say(widget, "approximated", "one_key")


def _options(draft: Draft, widget: Widget, choices: list[Choice]) -> list[dict[str, Any]]:
    options, labels = [], set[str]()
    language = draft.language(widget)
    for choice in choices:
        label = (choice.label or human(choice.next) or f"Key {choice.key}")[:200]
        if label.casefold() in labels:
            label = f"{label} {choice.key}"
        labels.add(label.casefold())
        option: dict[str, Any] = {"key": choice.key, "label": {language: label}, "next": draft.entry(choice.next)}
        words = [word[:200] for word in choice.words if word.casefold() not in labels]
        labels |= {word.casefold() for word in words}
        options.append(option | ({"words": {language: words}} if words else {}))
    return options


def _ask(draft: Draft, widget: Widget, key: str, shared: dict[str, Any]) -> None:
    finish = widget.text("finish_on_key") if "finish_on_key" in widget.properties else "#"
    if finish not in FINISH:
        draft.say(widget, "approximated", "finish", key=finish[:20])
    answered = next(iter(ANSWERS[widget.type]))
    most = widget.number("number_of_digits") or 32
    draft.add(
        widget,
        "ask",
        key,
        **shared,
        answer=draft.names.answer(widget.name),
        max=max(1, min(32, most)),
        finish_on=finish if finish in FINISH else "#",
        no_match={"retries": 2, "next": draft.to(widget, "timeout")},
        next=draft.to(widget, answered),
    )
    if widget.type == "send-and-wait-for-reply":
        draft.say(widget, "undecided", "any_words")
        return
    draft.say(widget, "mapped", "ask", answer=draft.names.answer(widget.name))
    spoken = widget.to("speech")
    if spoken and spoken != widget.to("keypress"):
        draft.say(widget, "undecided", "spoken_digits", to=spoken)


def _reply(draft: Draft, widget: Widget) -> tuple[str, dict[str, str]]:
    """A message that waits for its reply says `body`."""
    if widget.text("media_url"):
        draft.say(widget, "undecided", "picture", address=widget.text("media_url")[:200])
    return draft.key(widget), draft.prompt(widget, widget.text("body"))
