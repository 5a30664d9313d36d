"""Fault: what is wrong with a flow, where, and what to do about it. Every sentence that can be said stands here.

A fault is a code with parameters, so that the panel says it in the language of who looks at it; its texts,
web/ui/src/locales/*/faults.json, have the same codes, which a test compares.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

Param = str | int | list[str]

SENTENCES: dict[str, tuple[str, str]] = {
    # Faults of form: the field holds what no flow can have there.
    "missing": ("{field} is missing.", "Fill it in."),
    "unknown_field": ("{field} means nothing here.", "Remove it."),
    "unknown_kind": ("There is no kind of node called {kind!r}.", "Take one of those that there are."),
    "no_choice": ("{field} is none of what it can be: {choices}.", "Choose one of them."),
    "too_few": ("{field} has to have {least} or more.", "Add one."),
    "too_much": ("{field} can have {most} at most.", "Remove some."),
    "too_long": ("{field} is longer than {most} characters.", "Shorten it."),
    "too_small": ("{field} is less than {least}.", "Make it larger."),
    "too_large": ("{field} is more than {most}.", "Make it smaller."),
    "no_text": ("{field} is no text.", "Write it as text."),
    "no_number": ("{field} is no whole number.", "Write it in figures."),
    "no_yes_or_no": ("{field} is neither true nor false.", "Choose one of the two."),
    "wrong_shape": ("{field} is not put together as it has to be.", "Put it together anew in its form."),
    "wrong_name": ("{field} is no name.", "Use lower-case letters, figures and _; a letter comes first."),
    "wrong_flow_key": ("{field} is no key.", "Use lower-case letters, figures, - and _."),
    "wrong_digit": ("{field} is no key of a phone.", "Take one of 0 to 9, * and #."),
    "wrong_number": ("{field} is no phone number with its country.", "Write it as +4930123456."),
    "wrong_fact": ("{field} names no fact and no answer.", "Write facts.NAME, answers.NAME or queues.KEY.waiting."),
    "wrong_pattern": ("{field} is not written as it has to be.", "Correct it."),
    "one_comparison": ("A case compares once, with one thing.", "Keep one comparison, and give it a value."),
    "unsafe_pattern": (
        "{field} has signs that no pattern can have.",
        "Use figures, \\d, [1-4], ?, | and {{2,8}}.",
    ),
    "broken_pattern": ("{field} is no pattern: {why}.", "Correct it."),
    "form": ("{field}: {why}", "Correct it."),
    "huge": ("It is too large to be a flow.", "Leave out what no caller needs."),
    # Ways.
    "same_node_key": ("There are {count} nodes with this key.", "Give each node a key of its own."),
    "dangling": ("{field} leads to {target!r}, which does not exist.", "Name an existing node."),
    "no_sub_flow": ("There is no flow {flow!r} to go through.", "Choose another flow."),
    "sub_flow_circle": ("Flows go through each other in a circle: {steps}.", "Lead one elsewhere."),
    "sub_flow_language": ("It does not speak {languages}.", "Add the language to it."),
    "sub_flow_carries": ("It carries flows of its own.", "Publish it again."),
    "unreachable": ("Nothing leads here.", "Lead a node here, or remove it."),
    "silent_circle": ("The flow can run in a circle without waiting: {steps}.", "Lead one of them elsewhere."),
    "never_ends": ("From here the conversation never ends.", "Lead it to a queue, voicemail or goodbye."),
    "nobody_from_here": ("From here nobody reaches a person or a voicemail.", "Lead a way to a queue."),
    "nobody_at_all": (
        "Nobody reaches a person or a voicemail.",
        "Add a to_queue or voicemail node, and lead there.",
    ),
    "closed_silent": ("{field} hangs up without a word.", "Say when you are open."),
    "closed_queue": (
        "{field} leads to a queue in which nobody is, and nowhere else.",
        "Lead it to a voicemail or a goodbye.",
    ),
    "code_without_journey": (
        "A right code leads to no continue_journey node, so that nothing would be made of it.",
        "Lead next to one.",
    ),
    # Texts.
    "wrong_language": ("{language!r} is no language code, or is given twice.", "Write each once: en, fa."),
    "no_prompt": ("It has no prompt: people would wait in silence.", "Write what is said."),
    "untranslated": ("{field} has no text in {languages}.", "Write it."),
    "foreign_recording": ("{field} has a recording in {languages}.", "Remove it."),
    "unknown_placeholder": (
        "{field} ({language}) has {{{name}}}, and nothing of that name is known here.",
        "Correct the name, or remove it.",
    ),
    "stray_brace": (
        "{field} ({language}) has a brace that belongs to no placeholder.",
        "Write placeholders as {{name}}.",
    ),
    "recorded_placeholder": (
        "{field} ({language}) is a recording, which cannot say a placeholder.",
        "Remove the recording or the placeholder.",
    ),
    "placeholder_missing": ("{field} ({language}) does not say {{{name}}}.", "Put it into the text."),
    "link_scheme": (
        "{field} ({language}): the link {link} is no address of a website.",
        "Begin it with https:// or http://.",
    ),
    "link_host_said": (
        "{field} ({language}): the link {link} takes its host from a placeholder, so that others could say where "
        "it leads.",
        "Write it out: https://…",
    ),
    "link_host_hidden": (
        "{field} ({language}): the link {link} has no plain host, so that nobody sees where it leads.",
        "Write it out: https://…",
    ),
    "recorded_message": ("A message is written: it can be no recording.", "Write its text."),
    "unknown_sent": (
        "{field} has {{{name}}}, and nothing of that name is known here.",
        "Correct the name, or remove it.",
    ),
    # Choices.
    "same_key": ("Key {key} is given to two choices.", "Give each a key of its own."),
    "same_word": ("The word {word!r} chooses two things.", "Keep it for one of them."),
    "language_not_spoken": ("It offers {language!r}, which the flow does not speak.", "Remove it."),
    "language_not_offered": ("Nobody can choose {language!r} here.", "Add an option for it."),
    "language_unnamed": ("{language!r} has no label in its own language.", "Write it."),
    # Answers and facts.
    "answer_is_a_fact": ("The answer {name!r} has the name of a fact.", "Give it another name."),
    "fact_is_ours": ("The fact {name!r} is one of ours.", "Give it another name."),
    "fact_is_the_flows": ("The fact {name!r} comes up in the flow itself.", "Give one of them another name."),
    "digits_swapped": ("It wants {least} to {most} digits.", "Make min the smaller one."),
    "without_is_an_answer": (
        "The key {key} to go on without an answer is itself an answer, or ends one.",
        "Take the other one of * and #.",
    ),
    "confirm_same_key": ("Yes and no have the same key.", "Give each a key of its own."),
    "unknown_fact": ("Nothing is known as {name}.", "Take one of: {choices}."),
    "compared_wrongly": ("{name} is true or false.", "Compare it with true or false."),
    "never_so": ("{name} is never {value!r}.", "Take one of: {choices}."),
    "unknown_queue": ("There is no queue {queue!r}.", "Take one of: {choices}."),
    "no_queues": ("There is no queue {queue!r}.", "There are none yet: make one first."),
    "unknown_connection": ("There is no connection {connection!r}.", "Take one of: {choices}."),
    "no_connections": ("There is no connection {connection!r}.", "There are none yet: an administrator makes them."),
}
"""Code → what is wrong, and what to do about it."""

STEPS = " → "


@dataclasses.dataclass(frozen=True)
class Fault:
    """`node` is a node's key, or empty for the flow itself; `field` a path such as `options.2.label`."""

    node: str
    code: str
    field: str = ""
    params: Mapping[str, Param] = dataclasses.field(default_factory=dict, hash=False)

    @property
    def what(self) -> str:
        return SENTENCES[self.code][0].format_map(self._said())

    @property
    def do(self) -> str:
        return SENTENCES[self.code][1].format_map(self._said())

    def __str__(self) -> str:
        return f"{self.node or 'flow'}: {self.what} {self.do}"

    def _said(self) -> dict[str, Any]:
        joined = {
            name: value if isinstance(value, str | int) else (STEPS if name == "steps" else ", ").join(value)
            for name, value in self.params.items()
        }
        return {"field": self.field, **joined}
