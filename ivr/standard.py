"""The IVR standard as rules: what callers can bear. docs/ivr-standard.md gives the reasons; a test keeps both alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from ivr.flow import Flow
from ivr.graph import place_of
from ivr.kinds.ask import Ask
from ivr.kinds.ends import Goodbye
from ivr.kinds.menu import Menu
from ivr.kinds.question import Question, Retry
from ivr.paths import SERVED, Path, heard_at, seconds_of

MOST_OPTIONS = 5
MOST_MENUS = 3
GREETING_S = 8.0
QUESTION_S = 25.0
SERVED_S = 60.0
LONG_NUMBER = 8
"""Digits from which a number is read back."""
MOST_RETRIES = 3
SHORTEST_WAIT_S, LONGEST_WAIT_S = 3.0, 12.0

Found = Iterator[tuple[str, str]]
"""Places, each with a sentence that says what is wrong there."""


@dataclass(frozen=True)
class Breach:
    """A rule of the standard that a node does not keep; `node` is empty for the flow itself."""

    node: str
    rule: str
    sentence: str


@dataclass(frozen=True)
class Rule:
    """`costs` points of a hundred for each breach, and `most` for all of them."""

    rule: str
    find: Callable[[Flow, Sequence[Path]], Found]
    costs: int = 5
    most: int = 20


def _options(flow: Flow, paths: Sequence[Path]) -> Found:
    for place, menu in _menus(flow):
        offered = [option for option in menu.options if not option.only or "phone" in option.only]
        if len(offered) > MOST_OPTIONS:
            yield place, f"It has {len(offered)} options; nobody remembers more than {MOST_OPTIONS}."


def _depth(flow: Flow, paths: Sequence[Path]) -> Found:
    deepest: dict[str, int] = {}
    for path in paths:
        if path.depth > MOST_MENUS:
            deepest[path.nodes[-1]] = max(path.depth, deepest.get(path.nodes[-1], 0))
    for place, depth in deepest.items():
        yield place, f"It lies behind {depth} menus; {MOST_MENUS} are enough."


def _option_before_key(flow: Flow, paths: Sequence[Path]) -> Found:
    if flow.offer is None:
        if any(menu.read_out for _, menu in _menus(flow)):
            yield "", "Its menus never say which key does what: write an offer, such as “For {phrase}, press {key}.”"
        return
    for language, text in flow.offer.texts.items():
        named = [text.find(gap) for gap in ("{phrase}", "{label}") if gap in text]
        if named and "{key}" in text and text.find("{key}") < min(named):
            yield "", f"It names the key before the option ({language}): “{text}”"


def _person(flow: Flow, paths: Sequence[Path]) -> Found:
    for key, part in flow.parts.items():
        questions = [node for node in part.nodes if isinstance(node, Question)]
        if questions and part.operator is None:
            yield f"{key}/" if key else "", "From its questions nobody reaches a person by 0: name an operator."


def _zero(flow: Flow, paths: Sequence[Path]) -> Found:
    for place, menu in _menus(flow):
        operator = flow.part_of(place).operator
        for option in menu.options:
            to = flow.places.get(place_of(place, option.next))
            if option.key == "0" and option.next != operator and to is not None and to.kind not in SERVED:
                yield place, "0 leads elsewhere than to a person."


def _greeting(flow: Flow, paths: Sequence[Path]) -> Found:
    greetings: dict[str, float] = {}
    for path in paths:
        said = 0.0
        for place in path.nodes:
            if flow.places[place].waits:
                break
            said += seconds_of(heard_at(flow, place))
        greetings[path.nodes[0]] = max(said, greetings.get(path.nodes[0], 0.0))
    for place, said in greetings.items():
        if said > GREETING_S:
            yield place, f"{said:.0f} seconds go by before callers can do anything; {GREETING_S:.0f} are the most."


def _question(flow: Flow, paths: Sequence[Path]) -> Found:
    for place, _ in _questions(flow):
        said = seconds_of(heard_at(flow, place))
        if said > QUESTION_S:
            yield place, f"To hear the question takes {said:.0f} seconds; {QUESTION_S:.0f} are the most."


def _served(flow: Flow, paths: Sequence[Path]) -> Found:
    worst: dict[str, float] = {}
    for path in paths:
        worst[path.nodes[-1]] = max(path.seconds, worst.get(path.nodes[-1], 0.0))
    for place, seconds in worst.items():
        if seconds > SERVED_S:
            yield place, f"It takes {seconds:.0f} seconds to get here; {SERVED_S:.0f} are the most."


def _second_chance(flow: Flow, paths: Sequence[Path]) -> Found:
    for place, node in _questions(flow):
        for what, retry in _retries(node):
            if not 1 <= retry.retries <= MOST_RETRIES:
                yield (
                    place,
                    f"After {what} the question is put {retry.retries} times again; 1 to {MOST_RETRIES} is kind.",
                )


def _says_what_went_wrong(flow: Flow, paths: Sequence[Path]) -> Found:
    for place, node in _questions(flow):
        for what, retry in _retries(node):
            if retry.prompt is None and retry.retries:
                yield place, f"After {what} it repeats itself without saying what went wrong."


def _gives_up_kindly(flow: Flow, paths: Sequence[Path]) -> Found:
    for place, node in _questions(flow):
        for what, retry in _retries(node):
            if isinstance(flow.places.get(place_of(place, retry.next)), Goodbye):
                yield place, f"After {what} it hangs up on people rather than bringing them to a person."


def _read_back(flow: Flow, paths: Sequence[Path]) -> Found:
    for place, node in _questions(flow):
        if isinstance(node, Ask) and node.min >= LONG_NUMBER and node.confirm is None:
            yield place, f"A number of {node.min} digits and more is not read back."


def _without(flow: Flow, paths: Sequence[Path]) -> Found:
    for place, node in _questions(flow):
        if isinstance(node, Ask) and node.without is None:
            yield place, "Whoever does not have the number at hand cannot say so."


def _patience(flow: Flow, paths: Sequence[Path]) -> Found:
    for place, node in _questions(flow):
        if not SHORTEST_WAIT_S <= node.timeout_s <= LONGEST_WAIT_S:
            yield (
                place,
                (
                    f"It waits {node.timeout_s:g} seconds for an answer; "
                    f"{SHORTEST_WAIT_S:g} to {LONGEST_WAIT_S:g} suit people who think."
                ),
            )


STANDARD = (
    Rule("options", _options),
    Rule("depth", _depth, costs=8, most=24),
    Rule("option_before_key", _option_before_key, costs=8, most=8),
    Rule("person", _person, costs=20),
    Rule("zero", _zero),
    Rule("greeting", _greeting, costs=8, most=8),
    Rule("question", _question),
    Rule("served", _served, most=15),
    Rule("second_chance", _second_chance, costs=3, most=12),
    Rule("says_what_went_wrong", _says_what_went_wrong, costs=1, most=6),
    Rule("gives_up_kindly", _gives_up_kindly, costs=6, most=18),
    Rule("read_back", _read_back, costs=3, most=9),
    Rule("without", _without, costs=2, most=6),
    Rule("patience", _patience, costs=3, most=9),
)


def breaches_of(flow: Flow, paths: Sequence[Path]) -> Iterator[Breach]:
    """Everything in which a flow does not keep to the standard, rule by rule."""
    for rule in STANDARD:
        for node, sentence in rule.find(flow, paths):
            yield Breach(node, rule.rule, sentence)


def score_of(breaches: Sequence[Breach]) -> int:
    """100 for a flow that keeps to every rule, down to 0."""
    lost = 0
    for rule in STANDARD:
        count = sum(breach.rule == rule.rule for breach in breaches)
        lost += min(rule.costs * count, rule.most)
    return max(0, 100 - lost)


def _menus(flow: Flow) -> Iterator[tuple[str, Menu]]:
    return ((place, node) for place, node in flow.places.items() if isinstance(node, Menu))


def _questions(flow: Flow) -> Iterator[tuple[str, Question]]:
    return ((place, node) for place, node in flow.places.items() if isinstance(node, Question))


def _retries(node: Question) -> tuple[tuple[str, Retry], ...]:
    return (("silence", node.no_input), ("a wrong answer", node.no_match))
