"""final.mdl, byte by byte as Kaldi writes it: the transition model and the network. No Kaldi is needed.

Phones know their place in a word (begin, end, inside, single), for without that word times swallow silence. The four
share one output. Each has one emitting state: transition 2p - 1 stays in phone p, 2p leaves it.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Sequence
from typing import Any

import numpy as np

from tools.tinyvosk.sound import CEPS, Floats

SILENCE = 1
PLACES = {"B": "begin", "E": "end", "I": "internal", "S": "singleton"}


class Phones:
    """The numbering of phones, from 1; 1 is silence."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = tuple(names)
        self.number = {
            (name, place): 2 + 4 * index + at for index, name in enumerate(names) for at, place in enumerate(PLACES)
        }
        self.count = 1 + len(self.number)

    @staticmethod
    def output(phone: int) -> int:
        return 0 if phone == SILENCE else 1 + (phone - 2) // 4

    @staticmethod
    def stay(phone: int) -> int:
        return 2 * phone - 1

    @staticmethod
    def leave(phone: int) -> int:
        return 2 * phone


def acoustic_model(phones: Phones, layers: list[tuple[list[int], Floats, Floats]], priors: Any, loops: Any) -> bytes:
    left, right = -sum(min(at) for at, _, _ in layers), sum(max(at) for at, _, _ in layers)
    contexts = _token("<LeftContext>") + _int(left) + _token("<RightContext>") + _int(right)
    return b"\0B" + _transitions(phones, loops) + _network(layers) + contexts + _token("<Priors>") + _vector(priors)


def _transitions(phones: Phones, loops: Any) -> bytes:
    every = range(1, phones.count + 1)
    outputs = len(phones.names) + 1
    data = _token("<TransitionModel>") + _token("<Topology>") + _ints(every)
    data += _ints([-1, *(phones.output(phone) for phone in every)]) + _int(outputs)
    for output in range(outputs):
        stays = float(loops[output])
        data += _int(2) + _int(0) + _int(2) + _int(0) + _float(stays) + _int(1) + _float(1 - stays)
        data += _int(-1) + _int(0)  # the last state: no sound, no way on
    data += _token("</Topology>") + _token("<Triples>") + _int(phones.count)
    for phone in every:
        data += _int(phone) + _int(0) + _int(phones.output(phone))
    data += _token("</Triples>") + _token("<LogProbs>")
    logs = [math.log(p) for phone in every for p in (loops[phones.output(phone)], 1 - loops[phones.output(phone)])]
    return data + _vector([0.0, *logs]) + _token("</LogProbs>") + _token("</TransitionModel>")


def _network(layers: list[tuple[list[int], Floats, Floats]]) -> bytes:
    lines = [f"input-node name=input dim={CEPS}"]
    parts: list[tuple[str, bytes]] = []
    source = "input"
    for index, (offsets, matrix, bias) in enumerate(layers):
        inputs = [source if offset == 0 else f"Offset({source}, {offset})" for offset in offsets]
        joined = inputs[0] if len(inputs) == 1 else f"Append({', '.join(inputs)})"
        affine, act = f"affine{index}", f"act{index}"
        lines.append(f"component-node name={affine} component={affine} input={joined}")
        lines.append(f"component-node name={act} component={act} input={affine}")
        linear = _token("<LinearParams>") + _matrix(matrix) + _token("<BiasParams>") + _vector(bias)
        parts.append((affine, _token("<FixedAffineComponent>") + linear + _token("</FixedAffineComponent>")))
        kind = "RectifiedLinearComponent" if index < len(layers) - 1 else "LogSoftmaxComponent"
        nothing = _token("<ValueAvg>") + _vector([]) + _token("<DerivAvg>") + _vector([])
        size = _token("<Dim>") + _int(len(bias)) + nothing + _token("<Count>") + _double(0.0)
        parts.append((act, _token(f"<{kind}>") + size + _token(f"</{kind}>")))
        source = act
    lines.append(f"output-node name=output input={source} objective=linear")
    data = _token("<Nnet3>") + b"\n" + "".join(f"{line}\n" for line in lines).encode() + b"\n"
    data += _token("<NumComponents>") + _int(len(parts))
    for name, part in parts:
        data += _token("<ComponentName>") + _token(name) + part
    return data + _token("</Nnet3>")


def _token(text: str) -> bytes:
    return text.encode() + b" "


def _int(value: int) -> bytes:
    return b"\4" + struct.pack("<i", value)


def _float(value: float) -> bytes:
    return b"\4" + struct.pack("<f", value)


def _double(value: float) -> bytes:
    return b"\10" + struct.pack("<d", value)


def _ints(values: Sequence[int]) -> bytes:
    return b"\4" + struct.pack("<i", len(values)) + np.asarray(values, "<i4").tobytes()


def _vector(values: Any) -> bytes:
    numbers = np.asarray(values, "<f4")
    return _token("FV") + _int(len(numbers)) + numbers.tobytes()


def _matrix(matrix: Floats) -> bytes:
    """Compressed to 16 bits a value, which Kaldi expands when it reads."""
    low, span = matrix.min(), max(matrix.max() - matrix.min(), 1e-6)
    steps: bytes = np.round((matrix - low) / span * 65535).astype("<u2").tobytes()
    return _token("CM2") + struct.pack("<ffii", low, span, *matrix.shape) + steps
