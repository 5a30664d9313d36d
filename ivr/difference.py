"""What a caller would notice of a change: two flows compared, as sentences by node.

difference(old, new) -> [Change(node, title, sentence)]     empty where nobody would notice anything

Titles, layout, the order of nodes and a node's new key mean nothing to callers, and make no sentence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from ivr.flow import Flow
from ivr.kinds import AnyNode
from ivr.kinds.base import Choice, Node
from ivr.kinds.passing import Case
from ivr.phrasing import SPOKEN, WAYS, said_of
from ivr.texts import Prompt, Texts

UNNOTICED = {"key", "title", "kind", "nodes", "layout", "sub_flows", "facts"}
"""Fields that no caller notices, or that are compared by themselves."""


COMPARED = {
    "eq": "is",
    "among": "is one of",
    "present": "is known:",
    "at_least": "is at least",
    "at_most": "is at most",
}


@dataclass(frozen=True)
class Change:
    """`node` is the place of the node that changed (in the new flow, if it is still there); empty for the flow."""

    node: str
    title: str
    sentence: str


def difference(old: Flow, new: Flow) -> list[Change]:
    """Every change that a caller would notice, the flow's own first, then in the order of the new flow's nodes."""
    return list(_Comparison(old, new).changes())


@dataclass
class _Comparison:
    old: Flow
    new: Flow
    renamed: dict[str, str] = field(default_factory=dict)
    """A node's old place → its new one, where only its name changed."""

    def changes(self) -> Iterator[Change]:
        gone = [place for place in self.old.places if place not in self.new.places]
        fresh = [place for place in self.new.places if place not in self.old.places]
        self._find_renamed(gone, fresh)
        for sentence in self._of_fields("", self.old, self.new):
            yield Change("", "", sentence)
        before = {new: old for old, new in self.renamed.items()}
        for place, node in self.new.places.items():
            was = self.old.places.get(before.get(place, place))
            if was is None or was.kind != node.kind:
                yield Change(place, node.title, _new(node, replaces=was is not None))
                continue
            for sentence in self._of_fields(place, was, node):
                yield Change(place, node.title, sentence)
        for place in gone:
            if place not in self.renamed:
                node = self.old.places[place]
                yield Change(place, node.title, f"{_named(place, node)} is gone: nobody comes there any more.")

    def _find_renamed(self, gone: Sequence[str], fresh: Sequence[str]) -> None:
        """A node that went and one that came, alike in everything but their names, are the same to a caller."""
        contents = {_content(self.new.places[place]): place for place in fresh}
        for place in gone:
            twin = contents.pop(_content(self.old.places[place]), None)
            if twin:
                self.renamed[place] = twin

    def _of_fields(self, place: str, old: BaseModel, new: BaseModel, within: str = "") -> Iterator[str]:
        for name, about in type(new).model_fields.items():
            if name in UNNOTICED:
                continue
            was, now, path = getattr(old, name), getattr(new, name), f"{within}{name}"
            extra = about.json_schema_extra
            leads = isinstance(extra, dict) and bool(extra.get("names_node"))
            if leads or (name in ("start", "operator") and not place):
                yield from self._of_way(place, path, was, now)
            elif was != now:
                yield from self._of_value(place, path, was, now)

    def _of_way(self, place: str, path: str, was: str | None, now: str | None) -> Iterator[str]:
        if self._moved(place, was) != now:
            to, instead = self._place(place, now, self.new), self._place(place, was, self.old)
            when = WAYS.get(path) or WAYS.get(path.rpartition(".")[2], path)
            yield f"{when}, callers now come to {to} instead of {instead}."

    def _moved(self, place: str, target: str | None) -> str | None:
        if target is None:
            return None
        part, slash, _ = place.rpartition("/")
        return self.renamed.get(f"{part}{slash}{target}", f"{part}{slash}{target}").rpartition("/")[2]

    def _place(self, place: str, target: str | None, flow: Flow) -> str:
        if target is None:
            return "the end"
        part, slash, _ = place.rpartition("/")
        node = flow.places.get(f"{part}{slash}{target}")
        return _named(target, node) if node else f"“{target}”"

    def _of_value(self, place: str, path: str, was: Any, now: Any) -> Iterator[str]:
        match was, now:
            case (Texts(), Texts()):
                yield from _of_texts(path, was, now)
            case (BaseModel(), BaseModel()) if type(was) is type(now):
                yield from self._of_fields(place, was, now, f"{path}.")
            case (list(), list()) if any(isinstance(each, Choice) for each in [*was, *now]):
                yield from self._of_choices(place, was, now)
            case (list(), list()) if any(isinstance(each, Case) for each in [*was, *now]):
                yield from self._of_cases(place, was, now)
            case (list(), list()) if any(isinstance(each, BaseModel) for each in [*was, *now]):
                yield f"{said_of(path)} changed: {len(was)} before, {len(now)} now."
            case (None, Texts()):
                yield f"New: {said_of(path)} “{_first(now)}”"
            case (Texts(), None):
                yield f"No longer said, {said_of(path)}: “{_first(was)}”"
            case (None, BaseModel()):
                yield f"New: {said_of(path)}{_called(now)}."
            case (BaseModel(), None):
                yield f"Gone: {said_of(path)}{_called(was)}."
            case _ if path.rpartition(".")[2] == "words":
                yield from _of_words(was, now)
            case _:
                sentence = SPOKEN.get(
                    path, SPOKEN.get(path.rpartition(".")[2], "{field} is now {now} instead of {was}.")
                )
                yield sentence.format(field=said_of(path), was=_shown(was), now=_shown(now))

    def _of_choices(self, place: str, was: Sequence[Choice], now: Sequence[Choice]) -> Iterator[str]:
        before, after = {each.key: each for each in was}, {each.key: each for each in now}
        for key, choice in after.items():
            if key not in before:
                to = getattr(choice, "next", None)
                where = f", leading to {self._place(place, to, self.new)}" if to else ""
                yield f"Key {key} is new: “{_first(choice.label)}”{where}."
            else:
                for sentence in self._of_fields(place, before[key], choice):
                    yield f"Key {key} (“{_first(choice.label)}”): {sentence}"
        for key, choice in before.items():
            if key not in after:
                yield f"Key {key} (“{_first(choice.label)}”) is gone."
        kept = [key for key in after if key in before]
        if kept != [key for key in before if key in after]:
            yield f"The options come in another order: {', '.join(after)}."

    def _of_cases(self, place: str, was: Sequence[Case], now: Sequence[Case]) -> Iterator[str]:
        before, after = {_condition(case): case.next for case in was}, {_condition(case): case.next for case in now}
        for condition, to in after.items():
            if condition not in before:
                yield f"New: if {condition}, callers come to {self._place(place, to, self.new)}."
            elif self._moved(place, before[condition]) != to:
                old, new = self._place(place, before[condition], self.old), self._place(place, to, self.new)
                yield f"If {condition}, callers now come to {new} instead of {old}."
        yield from (f"No longer asked: if {condition}." for condition in before if condition not in after)
        kept = [condition for condition in after if condition in before]
        if kept != [condition for condition in before if condition in after]:
            yield f"What is asked first is another: {', then '.join(after)}."


def _condition(case: Case) -> str:
    """A case as it reads: `facts.hour at least 18`."""
    compared = {
        "eq": "is",
        "among": "is one of",
        "present": "is known:",
        "at_least": "is at least",
        "at_most": "is at most",
    }
    for name, words in compared.items():
        if (value := getattr(case, name)) is not None:
            return f"{case.on} {words} {_shown(value)}"
    return case.on


def _of_texts(path: str, was: Texts, now: Texts) -> Iterator[str]:
    uploads = [texts.uploads if isinstance(texts, Prompt) else {} for texts in (was, now)]
    several = len(now.texts) > 1
    for language in {**was.texts, **now.texts}:
        before, after = was.texts.get(language, ""), now.texts.get(language, "")
        mark = f" ({language})" if several else ""
        if before != after:
            yield f"{said_of(path)}{mark} is now “{after}” instead of “{before}”."
        elif uploads[0].get(language) != uploads[1].get(language):
            what = "is heard in another recording" if language in uploads[1] else "is spoken by the voice again"
            yield f"{said_of(path)}{mark} {what}."


def _of_words(was: Mapping[str, Sequence[str]], now: Mapping[str, Sequence[str]]) -> Iterator[str]:
    before, after = ({word for words in each.values() for word in words} for each in (was, now))
    if fresh := sorted(after - before):
        yield f"It is understood by more words: {', '.join(fresh)}."
    if gone := sorted(before - after):
        yield f"It is no longer understood by: {', '.join(gone)}."


def _new(node: AnyNode, replaces: bool) -> str:
    prompt = getattr(node, "prompt", None)
    says = f" It says “{_first(prompt)}”" if isinstance(prompt, Texts) else ""
    return f"{'Something else stands here now' if replaces else 'New'}: {node.kind.replace('_', ' ')}.{says}"


def _content(node: Node) -> str:
    return node.model_dump_json(exclude={"key", "title"})


def _named(place: str, node: Node) -> str:
    return f"“{node.title or place}”"


def _called(model: BaseModel) -> str:
    label = getattr(model, "label", None)
    return f" “{_first(label)}”" if isinstance(label, Texts) else ""


def _first(texts: Texts) -> str:
    return next(iter(texts.texts.values()), "")


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(map(_shown, value)) or "nothing"
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {_shown(each)}" for key, each in value.items()) or "nothing"
    return f"{value:g}" if isinstance(value, int | float) else str(value) if value not in (None, "") else "nothing"
