"""What makes a flow fit to be published. One rule a function; RULES is the list of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from pydantic import BaseModel

from ivr.facts import FORKABLE
from ivr.faults import Fault
from ivr.graph import Graph, fields
from ivr.kinds.ask import Ask
from ivr.kinds.base import PLACEHOLDERS, Choice
from ivr.kinds.ends import ToQueue
from ivr.kinds.journey import Code, ContinueJourney
from ivr.kinds.menu import Language, Menu
from ivr.kinds.passing import Case, Set
from ivr.kinds.question import Question
from ivr.texts import PLACEHOLDER, STRAY_BRACE, Prompt, Texts, placeholders
from ivr.words import plain

if TYPE_CHECKING:
    from ivr.flow import Flow

LANGUAGE_CODE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def twice_the_same_key(flow: Flow) -> Iterator[Fault]:
    for key, count in Counter(node.key for node in flow.nodes).items():
        if count > 1:
            yield Fault(key, f"There are {count} nodes with this key.", "Give each node a key of its own.", "key")


def dangling(flow: Flow) -> Iterator[Fault]:
    named = [("", "start", flow.start), ("", "operator", flow.operator)]
    named += [(node.key, ref.field, ref.target) for node in flow.nodes for ref in Graph.ways_of(node)]
    for node, field, target in named:
        if target is not None and target not in flow.by_key:
            yield Fault(node, f"{field} leads to {target!r}, which does not exist.", "Name an existing node.", field)


def unreachable(flow: Flow) -> Iterator[Fault]:
    reached = Graph(flow).from_start()
    for key in flow.by_key.keys() - reached:
        yield Fault(key, "Nothing leads here.", "Lead a node here, or remove it.")


def silent_circles(flow: Flow) -> Iterator[Fault]:
    for circle in Graph(flow).silent_circles():
        steps = " → ".join(circle)
        yield Fault(circle[0], f"The flow can run in a circle without waiting: {steps}.", "Lead one of them elsewhere.")


def no_way_out(flow: Flow) -> Iterator[Fault]:
    """Everybody must be able to end, and whoever is asked something must be able to reach a person or a voicemail."""
    graph = Graph(flow)
    reached = graph.from_start()
    for node in flow.nodes:
        if node.key not in reached:
            continue
        kinds = {flow.by_key[key].kind for key in graph.reach(node.key)}
        if not kinds & {"to_queue", "voicemail", "goodbye"}:
            yield Fault(node.key, "From here the conversation never ends.", "Lead it to a queue, voicemail or goodbye.")
        elif isinstance(node, Question) and not kinds & {"to_queue", "voicemail"}:
            yield Fault(node.key, "From here nobody reaches a person or a voicemail.", "Lead a way to a queue.")
    if not {flow.by_key[key].kind for key in reached} & {"to_queue", "voicemail"}:
        yield Fault("", "Nobody reaches a person or a voicemail.", "Add a to_queue or voicemail node, and lead there.")


def languages(flow: Flow) -> Iterator[Fault]:
    for language, count in Counter(flow.languages).items():
        if count > 1 or not LANGUAGE_CODE.fullmatch(language):
            yield Fault("", f"{language!r} is no language code, or is given twice.", "Write each once: en, fa.")
    for node, field, texts in _texts(flow):
        if isinstance(flow.by_key.get(node), Language) and field.endswith("label"):
            continue  # a language is offered under its own name; see `language_options`
        missing = [language for language in flow.languages if not texts.by_language().get(language, "").strip()]
        if missing == flow.languages and field == "prompt":
            yield Fault(node, "It has no prompt: people would wait in silence.", "Write what is said.", field)
        elif missing:
            yield Fault(node, f"{field} has no text in {', '.join(missing)}.", "Write it.", field)
        if isinstance(texts, Prompt) and (extra := set(texts.uploads) - set(flow.languages)):
            yield Fault(node, f"{field} has a recording in {', '.join(sorted(extra))}.", "Remove it.", field)


def language_options(flow: Flow) -> Iterator[Fault]:
    for node in flow.nodes:
        if not isinstance(node, Language):
            continue
        offered = [option.language for option in node.options]
        for language in set(offered) - set(flow.languages):
            yield Fault(node.key, f"It offers {language!r}, which the flow does not speak.", "Remove it.", "options")
        for language in set(flow.languages) - set(offered):
            yield Fault(node.key, f"Nobody can choose {language!r} here.", "Add an option for it.", "options")
        for option in node.options:
            if not option.label.by_language().get(option.language, "").strip():
                what = f"{option.language!r} has no label in its own language."
                yield Fault(node.key, what, "Write it.", "options")


def names_in_texts(flow: Flow) -> Iterator[Fault]:
    known = {*PLACEHOLDERS, *flow.facts, *_answers(flow)}
    own = {"confirm.prompt": {"value"}, "offer": {"label", "phrase", "key"}, "finish": {"key"}}
    for node, field, texts in _texts(flow):
        allowed = known | own.get(field, set()) if isinstance(texts, Prompt) else set()
        for language, text in texts.by_language().items():
            for name in sorted(placeholders(text) - allowed):
                what = f"{field} ({language}) has {{{name}}}, and nothing of that name is known here."
                yield Fault(node, what, "Correct the name, or remove it.", field)
            if STRAY_BRACE.search(PLACEHOLDER.sub("", text)):
                what = f"{field} ({language}) has a brace that belongs to no placeholder."
                yield Fault(node, what, "Write placeholders as {name}.", field)
            if isinstance(texts, Prompt) and language in texts.uploads and placeholders(text):
                what = f"{field} ({language}) is a recording, which cannot say a placeholder."
                yield Fault(node, what, "Remove the recording or the placeholder.", field)
            if field in ("offer", "finish") and "key" not in placeholders(text):
                yield Fault(node, f"{field} ({language}) does not say the key.", "Put {key} into it.", field)
            if field == "confirm.prompt" and "value" not in placeholders(text):
                yield Fault(node, f"confirm ({language}) does not say the value.", "Put {value} into it.", field)


def answer_names(flow: Flow) -> Iterator[Fault]:
    for name in sorted(_answers(flow) & {*PLACEHOLDERS, *flow.facts}):
        node = next(n.key for n in flow.nodes if getattr(n, "answer", None) == name)
        yield Fault(node, f"The answer {name!r} has the name of a fact.", "Give it another name.", "answer")
    for name in sorted(set(flow.facts) & {*PLACEHOLDERS, *FORKABLE}):
        yield Fault("", f"The fact {name!r} is one of ours.", "Give it another name.", "facts")


def choices(flow: Flow) -> Iterator[Fault]:
    """Two choices under one key, or by one word, cannot be told apart."""
    for node in flow.nodes:
        offered = [value for _, value in fields(node) if isinstance(value, Choice)]
        keys = Counter(choice.key for choice in offered)
        words = Counter(word for choice in offered for word in {plain(word) for word in choice.all_words()} if word)
        for key in (key for key, count in keys.items() if count > 1 and not isinstance(node, Ask)):
            yield Fault(node.key, f"Key {key} is given to two choices.", "Give each a key of its own.", "options")
        for word in (word for word, count in words.items() if count > 1):
            yield Fault(node.key, f"The word {word!r} chooses two things.", "Keep it for one of them.", "options")


def numbers(flow: Flow) -> Iterator[Fault]:
    for node in flow.nodes:
        if not isinstance(node, Ask):
            continue
        if node.min > node.max:
            yield Fault(node.key, f"It wants {node.min} to {node.max} digits.", "Make min the smaller one.", "min")
        if node.without and (node.without.key.isdigit() or node.without.key == node.finish_on):
            what = f"The key {node.without.key} to go on without an answer is itself an answer, or ends one."
            yield Fault(node.key, what, "Take the other one of * and #.", "without.key")
        if node.confirm and node.confirm.yes.key == node.confirm.no.key:
            yield Fault(node.key, "Yes and no have the same key.", "Give each a key of its own.", "confirm")


def forks(flow: Flow) -> Iterator[Fault]:
    answers, values = _answers(flow), _closed_answers(flow)
    for node in flow.nodes:
        for field, case in fields(node):
            if not isinstance(case, Case):
                continue
            side, _, name = case.on.partition(".")
            known = {*FORKABLE, *flow.facts} if side == "facts" else answers
            wanted = ([case.eq] if case.eq is not None else []) + (case.among or [])
            if name not in known:
                what, do = f"Nothing is known as {case.on}.", f"Take one of: {', '.join(sorted(known))}."
                yield Fault(node.key, what, do, field)
            elif side == "facts" and FORKABLE.get(name) == "true or false":
                if any(not isinstance(value, bool) for value in wanted):
                    yield Fault(node.key, f"{case.on} is true or false.", "Compare it with true or false.", field)
            elif side == "answers" and name in values:
                for value in (value for value in wanted if str(value) not in values[name]):
                    do = f"Take one of: {', '.join(sorted(values[name]))}."
                    yield Fault(node.key, f"{case.on} is never {value!r}.", do, field)


def codes(flow: Flow) -> Iterator[Fault]:
    graph = Graph(flow)
    for node in flow.nodes:
        if isinstance(node, Code) and node.next in flow.by_key:
            after = graph.reach(node.next)
            if not any(isinstance(flow.by_key[key], ContinueJourney) for key in after):
                what = "A right code leads to no continue_journey node, so that nothing would be made of it."
                yield Fault(node.key, what, "Lead next to one.", "next")


def unknown_queues(flow: Flow, queues: Collection[str]) -> Iterator[Fault]:
    for node in flow.nodes:
        if isinstance(node, ToQueue) and node.queue not in queues:
            do = f"Take one of: {', '.join(sorted(queues)) or 'none yet, make one first'}."
            yield Fault(node.key, f"There is no queue {node.queue!r}.", do, "queue")


RULES = (
    twice_the_same_key,
    dangling,
    unreachable,
    silent_circles,
    no_way_out,
    languages,
    language_options,
    names_in_texts,
    answer_names,
    choices,
    numbers,
    forks,
    codes,
)


def _texts(flow: Flow) -> Iterator[tuple[str, str, Texts]]:
    """Every text of the flow: (node or "", field, text)."""
    owners: list[tuple[str, BaseModel]] = [("", flow), *((node.key, node) for node in flow.nodes)]
    for key, owner in owners:
        for field, value in fields(owner):
            if isinstance(value, Texts) and not (key == "" and field.startswith("nodes")):
                yield key, field, value


def _answers(flow: Flow) -> set[str]:
    return {node.answer for node in flow.nodes if isinstance(node, Menu | Ask | Set) and node.answer}


def _closed_answers(flow: Flow) -> dict[str, set[str]]:
    """Answers that only menus and set nodes give, with every value that they can have."""
    values: dict[str, set[str]] = {}
    for node in flow.nodes:
        if isinstance(node, Menu) and node.answer:
            values.setdefault(node.answer, set()).update(option.stable for option in node.options)
        elif isinstance(node, Set):
            values.setdefault(node.answer, set()).add(node.value)
    for node in flow.nodes:
        if isinstance(node, Ask):
            values.pop(node.answer, None)
    return values
