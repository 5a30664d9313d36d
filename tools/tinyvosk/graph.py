"""The two graphs that Vosk puts together at run time: HCLr.fst (sounds to words) and Gr.fst (words in a row).

Both are written in OpenFst's plain "vector" format, the word on the first arc of its pronunciation.
"""

from __future__ import annotations

import math
import random
import struct
from collections import Counter, defaultdict
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

from tools.tinyvosk.corpus import Language, Lexicon
from tools.tinyvosk.kaldi import SILENCE, Phones

UNKNOWN = "[unk]"
SILENCE_SHARE = 0.5
"""How likely a pause is after a word."""
UNKNOWN_COST = 1.0
"""For each phone of [unk]; more of it makes fewer of them."""
SENTENCES, UNIFORM, DISCOUNT, RAREST = 20000, 0.3, 0.5, 3
"""Of the word pairs counted: how many sentences, the share of any word after any, and what is taken from each."""


class Graph:
    """States and weighted arcs (in, out, cost, next state)."""

    def __init__(self) -> None:
        self._arcs: list[list[tuple[int, int, float, int]]] = []
        self.final: dict[int, float] = {}

    def state(self) -> int:
        self._arcs.append([])
        return len(self._arcs) - 1

    def arc(self, source: int, read: int, write: int, cost: float, target: int) -> None:
        self._arcs[source].append((read, write, cost, target))

    def save(self, path: Path, by_output: bool) -> None:
        """Vosk needs HCLr sorted by what it writes, and Gr by what it reads."""
        properties = 0x3 | (0x40000000 if by_output else 0x10000000)
        if all(read == write for arcs in self._arcs for read, write, _, _ in arcs):
            properties |= 0x10000
        data = struct.pack("<i", 2125659606)
        for text in (b"vector", b"standard"):
            data += struct.pack("<i", len(text)) + text
        data += struct.pack("<iiQqqq", 2, 0, properties, 0, len(self._arcs), sum(map(len, self._arcs)))
        order = (lambda arc: (arc[1], arc[0])) if by_output else (lambda arc: (arc[0], arc[1]))
        states = []
        for state, arcs in enumerate(self._arcs):
            states.append(struct.pack("<fq", self.final.get(state, math.inf), len(arcs)))
            states += [struct.pack("<iifi", *arc) for arc in sorted(arcs, key=order)]
        path.write_bytes(data + b"".join(states))


def sounds(lexicon: Lexicon, word_number: Mapping[str, int], phones: Phones, loops: Any) -> Graph:
    """Transitions in, words out. The leaving transition comes first, then the loops: Kaldi's "reordered" way."""
    graph = Graph()
    start, hub, silence = graph.state(), graph.state(), graph.state()
    graph.final[hub] = 0.0

    def leave_cost(phone: int) -> float:
        return -math.log(1 - loops[phones.output(phone)])

    def stay(state: int, phone: int) -> None:
        graph.arc(state, phones.stay(phone), 0, -math.log(loops[phones.output(phone)]), state)

    def sound(source: int, phone: int, word: int, cost: float) -> int:
        state = graph.state()
        graph.arc(source, phones.leave(phone), word, cost + leave_cost(phone), state)
        stay(state, phone)
        return state

    def end(state: int) -> None:
        graph.arc(state, 0, 0, -math.log(1 - SILENCE_SHARE), hub)
        graph.arc(state, phones.leave(SILENCE), 0, -math.log(SILENCE_SHARE) + leave_cost(SILENCE), silence)

    end(start)
    stay(silence, SILENCE)
    graph.arc(silence, 0, 0, 0.0, hub)
    for word, pronunciations in lexicon.items():
        for pronunciation in pronunciations:
            inner = ["I"] * (len(pronunciation) - 2)
            places = ["S"] if len(pronunciation) == 1 else ["B", *inner, "E"]
            state, number, cost = hub, word_number[word], math.log(len(pronunciations))
            for name, place in zip(pronunciation, places, strict=True):
                state = sound(state, phones.number[name, place], number, cost)
                number, cost = 0, 0.0
            end(state)
    any_phone = math.log(len(phones.names)) + UNKNOWN_COST
    within = graph.state()
    for name in phones.names:
        first = sound(hub, phones.number[name, "B"], word_number[UNKNOWN], any_phone)
        graph.arc(first, 0, 0, 0.0, within)
        graph.arc(sound(within, phones.number[name, "I"], 0, any_phone), 0, 0, 0.0, within)
        end(sound(within, phones.number[name, "E"], 0, any_phone))
    return graph


def sentences(language: Language, word_number: Mapping[str, int], unknown: float = 1e-3) -> Graph:
    """Which word follows which in the language's phrases, and any word after any now and then."""
    dice = random.Random(5)  # noqa: S311 - no secret
    pairs: dict[str, Counter[str]] = defaultdict(Counter)
    for _ in range(SENTENCES):
        said = ["<s>", *language.sentence(dice, strangers=False), "</s>"]
        for before, after in pairwise(said):
            pairs[before][after] += 1
    single = sum(pairs.values(), Counter())
    total = single.total()
    words = language.words
    alone = {word: (1 - UNIFORM) * single[word] / total + UNIFORM / (len(words) + 1) for word in [*words, "</s>"]}
    graph = Graph()
    start, anywhere = graph.state(), graph.state()
    states = {"<s>": start} | {word: graph.state() for word in words}
    for word in words:
        graph.arc(anywhere, word_number[word], word_number[word], -math.log(alone[word]), states[word])
    graph.arc(anywhere, word_number[UNKNOWN], word_number[UNKNOWN], -math.log(unknown), anywhere)
    graph.final[anywhere] = -math.log(alone["</s>"])
    for word, state in states.items():
        _follow(graph, state, anywhere, pairs[word], states, word_number)
    return graph


def _follow(
    graph: Graph, state: int, anywhere: int, after: Counter[str], states: dict[str, int], number: Mapping[str, int]
) -> None:
    left = 1.0
    for word, times in after.items():
        if times < RAREST:
            continue
        share = (times - DISCOUNT) / after.total() * (1 - UNIFORM)
        left -= share
        if word == "</s>":
            graph.final[state] = -math.log(share)
        else:
            graph.arc(state, number[word], number[word], -math.log(share), states[word])
    graph.final.setdefault(state, -math.log(left) + graph.final[anywhere])
    graph.arc(state, 0, 0, -math.log(left), anywhere)
