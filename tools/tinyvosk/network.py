"""The acoustic network: each layer one matrix over spliced frames (a TDNN), trained in plain numpy.

It works on frames laid one behind another, so that a layer is one matrix product however many utterances there are.
"""

from __future__ import annotations

import numpy as np

from tools.tinyvosk.sound import CEPS, Floats

DILATION = (1, 1, 2, 2)
"""Of the layers after the first, in output frames of 30 ms."""
CONTEXT = 2 + 3 * sum(DILATION)
"""Frames that an output needs on each side."""


class Network:
    """CEPS in, one value a phone out, an output for every third frame."""

    def __init__(self, hidden: int, outputs: int, mean: Floats, deviation: Floats, dice: np.random.Generator) -> None:
        widths = [5 * CEPS, *[3 * hidden] * len(DILATION), hidden]
        self.weights = [
            dice.normal(0, np.sqrt(2 / width), (width, out)).astype(np.float32)
            for width, out in zip(widths, [hidden] * (len(widths) - 1) + [outputs], strict=True)
        ]
        self.biases = [np.zeros(matrix.shape[1], np.float32) for matrix in self.weights]
        self.mean, self.deviation = mean, deviation
        self._moments = [(np.zeros_like(p), np.zeros_like(p)) for p in (*self.weights, *self.biases)]
        self._step = 0

    def forward(self, frames: Floats) -> Floats:
        """Log probabilities. Keeps what `backward` needs."""
        normal = (frames - self.mean) / self.deviation
        count = (len(normal) - 5) // 3 + 1
        spliced = np.concatenate([normal[k : k + 3 * count : 3][:count] for k in range(5)], 1)
        self._inputs = []
        for layer, (matrix, bias) in enumerate(zip(self.weights, self.biases, strict=True)):
            if 0 < layer <= len(DILATION):
                d = DILATION[layer - 1]
                spliced = np.concatenate([spliced[: -2 * d], spliced[d:-d], spliced[2 * d :]], 1)
            self._inputs.append(spliced)
            spliced = spliced @ matrix
            spliced += bias
            if layer <= len(DILATION):
                np.maximum(spliced, 0, out=spliced)
        spliced -= spliced.max(1, keepdims=True)
        spliced -= np.log(np.exp(spliced).sum(1, keepdims=True))
        return spliced

    def backward(self, slope: Floats) -> list[Floats]:
        """The gradients of weights, then biases, given that of what went into the softmax."""
        weights, biases = [], []
        for layer in range(len(self.weights) - 1, -1, -1):
            came = self._inputs[layer]
            weights.append(came.T @ slope)
            biases.append(slope.sum(0))
            if layer == 0:
                break
            slope = slope @ self.weights[layer].T
            slope *= came > 0  # what the ReLU below let through
            if layer <= len(DILATION):
                d, wide = DILATION[layer - 1], slope.shape[1] // 3
                joined = np.zeros((len(slope) + 2 * d, wide), np.float32)
                joined[: -2 * d] += slope[:, :wide]
                joined[d:-d] += slope[:, wide : 2 * wide]
                joined[2 * d :] += slope[:, 2 * wide :]
                slope = joined
        return weights[::-1] + biases[::-1]

    def learn(self, frames: Floats, labels: Floats, rate: float) -> tuple[float, float]:
        """One step of Adam. Labels below 0 do not count. Returns the loss and the share that was right."""
        log = self.forward(frames)
        counted = np.flatnonzero(labels >= 0)
        wanted = labels[counted]
        slope = np.zeros_like(log)
        slope[counted] = np.exp(log[counted])
        slope[counted, wanted] -= 1
        slope /= len(counted)
        loss = -float(log[counted, wanted].mean())
        right = float((log[counted].argmax(1) == wanted).mean())
        self._adam(self.backward(slope), rate)
        return loss, right

    def _adam(self, gradients: list[Floats], rate: float) -> None:
        self._step += 1
        length = float(np.sqrt(sum(float((g**2).sum()) for g in gradients)))
        shrink = min(1.0, 5.0 / (length + 1e-9))
        for index, value in enumerate((*self.weights, *self.biases)):
            gradient = gradients[index] * shrink
            first, second = self._moments[index]
            np.add(first, 0.1 * (gradient - first), out=first)
            np.add(second, 0.001 * (gradient**2 - second), out=second)
            mean = first / (1 - 0.9**self._step)
            spread = np.sqrt(second / (1 - 0.999**self._step)) + 1e-8
            np.subtract(value, rate * (mean / spread + (0.01 * value if value.ndim > 1 else 0)), out=value)

    def layers(self) -> list[tuple[list[int], Floats, Floats]]:
        """(offsets in frames, matrix [out, in], bias) of each layer, the normalisation folded into the first."""
        offsets = [[-2, -1, 0, 1, 2], *([-3 * d, 0, 3 * d] for d in DILATION), [0]]
        first = self.weights[0] / np.tile(self.deviation, 5)[:, None]
        bias = self.biases[0] - np.tile(self.mean, 5) @ first
        pairs = [(first, bias), *zip(self.weights[1:], self.biases[1:], strict=True)]
        return [(at, matrix.T.astype(np.float64), b) for at, (matrix, b) in zip(offsets, pairs, strict=True)]


def padded(frames: Floats) -> tuple[Floats, int]:
    """Frames with their edges repeated, as Kaldi does; and the number of outputs they give."""
    outputs = -(-len(frames) // 3)
    return np.pad(frames, ((CONTEXT, 3 * outputs - len(frames) + CONTEXT + 2), (0, 0)), mode="edge"), outputs
