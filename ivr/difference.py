"""What a caller would notice of a change: two flows compared, as sentences by node.

difference(old, new) -> [Change(node, title, said)]     empty where nobody would notice anything

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
from ivr.phrasing import FIELDS, SENTENCES, SPOKEN, WAYS, longest
from ivr.said import Param, Said, said
from ivr.texts import Prompt, Texts

UNNOTICED = {"key", "title", "kind", "nodes", "layout", "sub_flows", "facts"}
"""Fields that no caller notices, or that are compared by themselves."""


@dataclass(frozen=True)
class Change:
    """`node` is the place of the node that changed (in the new flow, if it is still there); empty for the flow."""

    node: str
    title: str
    said: Said

    @property
    def sentence(self) -> str:
        """In English."""
        return self.said.english(SENTENCES)


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
        for change in self._of_fields("", self.old, self.new):
            yield Change("", "", change)
        before = {new: old for old, new in self.renamed.items()}
        for place, node in self.new.places.items():
            was = self.old.places.get(before.get(place, place))
            if was is None or was.kind != node.kind:
                yield Change(place, node.title, _new(node, replaces=was is not None))
                continue
            for change in self._of_fields(place, was, node):
                yield Change(place, node.title, change)
        for place in gone:
            if place not in self.renamed:
                node = self.old.places[place]
                yield Change(place, node.title, said("gone", node=_named(place, node)))

    def _find_renamed(self, gone: Sequence[str], fresh: Sequence[str]) -> None:
        """A node that went and one that came, alike in everything but their names, are the same to a caller."""
        contents = {_content(self.new.places[place]): place for place in fresh}
        for place in gone:
            twin = contents.pop(_content(self.old.places[place]), None)
            if twin:
                self.renamed[place] = twin

    def _of_fields(self, place: str, old: BaseModel, new: BaseModel, within: str = "") -> Iterator[Said]:
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

    def _of_way(self, place: str, path: str, was: str | None, now: str | None) -> Iterator[Said]:
        if self._moved(place, was) != now:
            to, instead = self._place(place, now, self.new), self._place(place, was, self.old)
            when = said(f"when-{longest(path, WAYS)}")
            yield said("leads", when=when, to=to, was=instead)

    def _moved(self, place: str, target: str | None) -> str | None:
        if target is None:
            return None
        part, slash, _ = place.rpartition("/")
        return self.renamed.get(f"{part}{slash}{target}", f"{part}{slash}{target}").rpartition("/")[2]

    def _place(self, place: str, target: str | None, flow: Flow) -> Said:
        if target is None:
            return said("the_end")
        part, slash, _ = place.rpartition("/")
        node = flow.places.get(f"{part}{slash}{target}")
        return _named(target, node) if node else said("node", name=target)

    def _of_value(self, place: str, path: str, was: Any, now: Any) -> Iterator[Said]:
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
                yield said("list", field=_field(path), was=len(was), now=len(now))
            case (None, Texts()):
                yield said("text_new", field=_field(path), text=_first(now))
            case (Texts(), None):
                yield said("text_gone", field=_field(path), text=_first(was))
            case (None, BaseModel()):
                yield _part("part_new", path, now)
            case (BaseModel(), None):
                yield _part("part_gone", path, was)
            case _ if path.rpartition(".")[2] == "words":
                yield from _of_words(was, now)
            case _:
                told = longest(path, SPOKEN)
                field_of: dict[str, Param] = {} if told else {"field": _field(path)}
                yield said(f"spoken-{told}" if told else "value", **field_of, was=_plain(was), now=_plain(now))

    def _of_choices(self, place: str, was: Sequence[Choice], now: Sequence[Choice]) -> Iterator[Said]:
        before, after = {each.key: each for each in was}, {each.key: each for each in now}
        for key, choice in after.items():
            if key in before:
                for change in self._of_fields(place, before[key], choice):
                    yield said("key", key=key, label=_first(choice.label), change=change)
            elif to := getattr(choice, "next", None):
                yield said("key_new_leads", key=key, label=_first(choice.label), to=self._place(place, to, self.new))
            else:
                yield said("key_new", key=key, label=_first(choice.label))
        for key, choice in before.items():
            if key not in after:
                yield said("key_gone", key=key, label=_first(choice.label))
        if [key for key in after if key in before] != [key for key in before if key in after]:
            yield said("order", keys=list(after))

    def _of_cases(self, place: str, was: Sequence[Case], now: Sequence[Case]) -> Iterator[Said]:
        before, after = {_asks(case): case for case in was}, {_asks(case): case for case in now}
        for asks, case in after.items():
            to, condition = self._place(place, case.next, self.new), _condition(case)
            if asks not in before:
                yield said("case_new", condition=condition, to=to)
            elif self._moved(place, before[asks].next) != case.next:
                old = self._place(place, before[asks].next, self.old)
                yield said("case_leads", condition=condition, to=to, was=old)
        yield from (said("case_gone", condition=_condition(case)) for asks, case in before.items() if asks not in after)
        kept = [asks for asks in after if asks in before]
        if kept != [asks for asks in before if asks in after]:
            yield said("case_first", condition=_condition(next(iter(after.values()))))


def _asks(case: Case) -> str:
    return case.model_dump_json(exclude={"next"})


def _condition(case: Case) -> Said:
    """A case as it reads: `facts.hour is at least 18`."""
    if case.present is not None:
        return said("if_known" if case.present else "if_unknown", on=case.on)
    for name in ("eq", "among", "at_least", "at_most"):
        if (value := getattr(case, name)) is not None:
            return said(f"if_{name}", on=case.on, value=_plain(value))
    return said("if_nothing", on=case.on)


def _of_texts(path: str, was: Texts, now: Texts) -> Iterator[Said]:
    uploads = [texts.uploads if isinstance(texts, Prompt) else {} for texts in (was, now)]
    several = len(now.texts) > 1
    for language in {**was.texts, **now.texts}:
        before, after = was.texts.get(language, ""), now.texts.get(language, "")
        where: dict[str, Param] = {"field": _field(path), **({"language": language} if several else {})}
        mark = "_in" if several else ""
        if before != after:
            yield said(f"text_now{mark}", **where, now=after, was=before)
        elif uploads[0].get(language) != uploads[1].get(language):
            yield said(f"{'recording' if language in uploads[1] else 'voice'}{mark}", **where)


def _of_words(was: Mapping[str, Sequence[str]], now: Mapping[str, Sequence[str]]) -> Iterator[Said]:
    before, after = ({word for words in each.values() for word in words} for each in (was, now))
    if fresh := sorted(after - before):
        yield said("words_more", words=fresh)
    if gone := sorted(before - after):
        yield said("words_fewer", words=gone)


def _new(node: AnyNode, replaces: bool) -> Said:
    prompt = getattr(node, "prompt", None)
    code = "replaced" if replaces else "new"
    if isinstance(prompt, Texts):
        return said(f"{code}_says", kind=node.kind, text=_first(prompt))
    return said(code, kind=node.kind)


def _part(code: str, path: str, part: BaseModel) -> Said:
    label = getattr(part, "label", None)
    if isinstance(label, Texts):
        return said(f"{code}_called", field=_field(path), label=_first(label))
    return said(code, field=_field(path))


def _content(node: Node) -> str:
    return node.model_dump_json(exclude={"key", "title"})


def _named(place: str, node: Node) -> Said:
    return said("node", name=node.title or place)


def _field(path: str) -> Said:
    """A field's name for people: by the longest ending of its path that has one."""
    known = longest(path, FIELDS)
    if known:
        return said(f"field-{known}")
    return said("field", field=path.rpartition(".")[2])


def _first(texts: Texts) -> str:
    return next(iter(texts.texts.values()), "")


def _plain(value: Any) -> Param:
    """A value without its structure, as people read it."""
    if isinstance(value, Mapping):
        return [f"{key}: {each}" for key, each in value.items()]
    if isinstance(value, list | tuple):
        return [str(each) for each in value]
    return value if isinstance(value, bool | int | float | None) else str(value)
