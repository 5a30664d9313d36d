"""Studio asks in one widget and decides in the next: a question and the splits on its answer are one menu here."""

from __future__ import annotations

from dataclasses import dataclass, field

from hotline.studio.definition import Definition, Transition, Widget
from hotline.studio.names import GAP, gaps

KEYS = "0123456789*#"
ANSWERS: dict[str, dict[str, tuple[str, ...]]] = {
    "gather-input-on-call": {"keypress": ("Digits",), "speech": ("SpeechResult", "Digits")},
    "send-and-wait-for-reply": {"incomingMessage": ("inbound.Body",)},
}
"""Question → event of an answer → what the answer is called afterwards."""
CHOOSES = {"equal_to", "matches_any_of", "contains"}
MOST_OPTIONS = 12


@dataclass
class Choice:
    """One way out of the menu. Without a key it was only spoken."""

    next: str
    key: str = ""
    words: list[str] = field(default_factory=list)
    label: str = ""
    added: bool = False
    """The key is ours."""


@dataclass
class MenuPlan:
    """A question and what it decides. `splits` are the widgets that become part of it."""

    choices: list[Choice] = field(default_factory=list)
    splits: list[str] = field(default_factory=list)
    other: list[str] = field(default_factory=list)
    """Where each split goes with anything else."""


def plans(definition: Definition) -> dict[str, MenuPlan]:
    """Question → its menu, for those whose answers are chosen from and nothing else."""
    found = {state.name: _plan(definition, state) for state in definition.states if state.type in ANSWERS}
    return {name: plan for name, plan in found.items() if plan is not None}


def absorbed(definition: Definition, menus: dict[str, MenuPlan]) -> dict[str, str]:
    """Split → the menu of which it is a part. One that somebody else leads to as well stays, besides."""
    return {
        split: name for name, plan in menus.items() for split in plan.splits if definition.before.get(split) == {name}
    }


def is_asked_for(definition: Definition, name: str, gone: dict[str, str]) -> bool:
    """Whether anything that is left mentions this question's answer."""
    left = (state for state in definition.states if gone.get(state.name) != name)
    return any(gap.startswith(f"widgets.{name}.") for state in left for gap in gaps(state))


def _plan(definition: Definition, question: Widget) -> MenuPlan | None:
    if question.type == "gather-input-on-call" and (question.number("number_of_digits") or 1) > 1:
        return None
    plan = MenuPlan()
    for event, fields in ANSWERS[question.type].items():
        split = definition.by_name.get(question.to(event))
        if split is None or split.type != "split-based-on":
            continue
        answers = {f"widgets.{question.name}.{name}" for name in fields}
        ways = [way for way in split.transitions if way.event == "match"]
        if not all(_chooses(way, answers) for way in ways):
            return None
        if split.name not in plan.splits:
            plan.splits.append(split.name)
            plan.other.append(split.to("noMatch"))
            for way in ways:
                _take(plan.choices, way)
    return _with_keys(plan) if plan.choices and len(plan.choices) <= MOST_OPTIONS else None


def _chooses(way: Transition, answers: set[str]) -> bool:
    """One comparison of the answer with words or keys."""
    if len(way.conditions) != 1 or way.conditions[0].type not in CHOOSES:
        return False
    meant = [GAP.fullmatch(argument.strip()) for argument in way.conditions[0].arguments]
    return len(meant) == 1 and meant[0] is not None and not meant[0][2] and meant[0][1].strip() in answers


def _take(choices: list[Choice], way: Transition) -> None:
    condition = way.conditions[0]
    values = [condition.value.strip()] if condition.type == "equal_to" else condition.values
    label = "" if condition.friendly_name.startswith("If value") else condition.friendly_name.strip()
    for value in values:
        spoken = len(value) != 1 or value not in KEYS
        there = next((each for each in choices if each.next == way.next), None)
        if spoken and there:
            there.words.append(value)
        elif spoken:
            choices.append(Choice(way.next, words=[value], label=label or value))
        elif all(value != each.key for each in choices):
            # The first condition that fits wins in Studio, so a key that comes twice is left as it was.
            if there and not there.key:
                there.key = value
            else:
                choices.append(Choice(way.next, value, label="" if label in ("", value) else label))


def _with_keys(plan: MenuPlan) -> MenuPlan | None:
    """What was only spoken gets a key that is free."""
    free = [key for key in "1234567890*#" if key not in {choice.key for choice in plan.choices}]
    for choice in plan.choices:
        if not choice.key:
            if not free:
                return None
            choice.key, choice.added = free.pop(0), True
    return plan
