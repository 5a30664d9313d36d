"""What queueing theory says of a line: Erlang C, where everybody waits for ever, and Erlang A, where patience ends.

Calls arrive at random (Poisson), talk and patience are exponential, whoever came first is served first. All of it is
pure arithmetic on the standard library; `app.py staffing` prints it, and `bench/theory.py` holds our desk against it.

Of all calls that are offered: `p_wait` is the share that does not get an agent at once, `service_level` the share
answered within the target, `asa_s` the mean wait, of those who gave up as well, `abandon` the share that gave up, and
`occupancy` how much of their time agents talk. Shares are 0..1.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

MOST_AGENTS = 100_000
"""More are refused: the recursion takes one step for each."""
SHARE = 0.8
"""Four calls of five within the target is what the trade calls a good service, if nobody says otherwise."""

MOST_ERLANGS = 50_000
_NEGLIGIBLE = 40.0
"""e^-40 is less than the last digit of a sum of ones."""
_OVERFLOW = 700.0
"""No float holds e^710."""


@dataclass(frozen=True, slots=True)
class Load:
    """`calls` arrive in `interval_s`, talk for `aht_s` each, wrap-up included, and wait `patience_s` at most; means.

    Raises ValueError for what is not a finite number above 0.
    """

    calls: float
    interval_s: float
    aht_s: float
    patience_s: float

    def __post_init__(self) -> None:
        for name, value in asdict(self).items():
            if not (math.isfinite(value) and value > 0):
                raise ValueError(f"{name} must be a number above 0, and {value:g} is not.")
        if not self.erlangs <= MOST_ERLANGS:
            raise ValueError(f"That would keep more than {MOST_ERLANGS:,} agents busy. Check calls, interval and aht.")

    @property
    def arrivals(self) -> float:
        """Calls a second."""
        return self.calls / self.interval_s

    @property
    def erlangs(self) -> float:
        """How many agents it would keep busy."""
        return self.arrivals * self.aht_s


@dataclass(frozen=True, slots=True)
class Outlook:
    """What callers meet. `asa_s` is None where the line grows for ever; `abandon` where nobody gives up."""

    p_wait: float
    service_level: float
    asa_s: float | None
    occupancy: float
    abandon: float | None = None

    def as_json(self) -> dict[str, float | None]:
        return {name: value for name, value in asdict(self).items() if name != "abandon" or value is not None}


def erlang_c(load: Load, agents: int, target_s: float) -> Outlook:
    """Nobody gives up. With no more agents than Erlangs the line has no end: all wait, and no mean exists."""
    _check(agents, target_s)
    idle = agents - load.erlangs
    if idle <= 0:
        return Outlook(p_wait=1.0, service_level=0.0, asa_s=None, occupancy=1.0)
    inverse = _inverse_b(load.erlangs, agents)
    # C = B / (1 - rho (1 - B)), in terms of 1/B, which is infinite where nobody ever waits.
    p_wait = agents / (idle * inverse + load.erlangs)
    late = p_wait * math.exp(-idle * target_s / load.aht_s)
    return Outlook(p_wait, 1.0 - late, p_wait * load.aht_s / idle, load.erlangs / agents)


def erlang_a(load: Load, agents: int, target_s: float) -> Outlook:
    """Callers give up. The line is stable however few the agents are."""
    _check(agents, target_s)
    hill = _Hill.of(load, agents)
    # How often somebody is free, in terms of how often all talk and nobody waits: agents/erlangs of 1/B of one less.
    free = math.log(agents / load.erlangs) + math.log(_inverse_b(load.erlangs, agents - 1))
    everybody = hill.integral(lambda x: 1.0)
    busy = math.log(agents / load.aht_s * everybody) + hill.highest
    p_wait = 1.0 / (1.0 + math.exp(min(free - busy, _OVERFLOW)))
    abandon = p_wait * hill.integral(lambda x: -math.expm1(-x / load.patience_s)) / everybody
    in_time = hill.integral(lambda x: math.exp(-x / load.patience_s), until=target_s) / everybody
    return Outlook(
        p_wait=p_wait,
        service_level=1.0 - p_wait + p_wait * in_time,
        asa_s=abandon * load.patience_s,
        occupancy=min(1.0, load.erlangs * (1.0 - abandon) / agents),
        abandon=abandon,
    )


def agents_for_target(load: Load, target_s: float, share: float = SHARE) -> int:
    """The fewest agents with whom Erlang C answers this share of all calls within the target.

    By Erlang C, since a plan must not count on callers giving up. Raises ValueError where it takes too many.
    """
    if not 0 < share < 1:
        raise ValueError(f"target_share must be between 0 and 1, and {share:g} is not.")
    too_few, enough = 0, max(1, math.floor(load.erlangs) + 1)
    while enough <= MOST_AGENTS and erlang_c(load, enough, target_s).service_level < share:
        too_few, enough = enough, max(enough + 1, math.ceil(load.erlangs + 2 * (enough - load.erlangs)))
    enough = min(enough, MOST_AGENTS)
    if erlang_c(load, enough, target_s).service_level < share:
        raise ValueError(f"It would take more than {MOST_AGENTS:,} agents. Check the calls and the interval.")
    while enough - too_few > 1:
        half = (too_few + enough) // 2
        if erlang_c(load, half, target_s).service_level < share:
            too_few = half
        else:
            enough = half
    return enough


def outlook(load: Load, agents: int, target_s: float, share: float = SHARE) -> dict[str, Any]:
    """Both theories and the staff that is needed, as JSON."""
    return {
        "erlang_c": erlang_c(load, agents, target_s).as_json(),
        "erlang_a": erlang_a(load, agents, target_s).as_json(),
        "agents_for_target": agents_for_target(load, target_s, share),
    }


def _check(agents: int, target_s: float) -> None:
    if not 1 <= agents <= MOST_AGENTS:
        raise ValueError(f"agents must be between 1 and {MOST_AGENTS:,}, and {agents} is not.")
    if not (math.isfinite(target_s) and target_s >= 0):
        raise ValueError(f"target_seconds must be a number of at least 0, and {target_s:g} is not.")


def _inverse_b(erlangs: float, agents: int) -> float:
    """1 / Erlang B; infinite where nearly nobody is blocked. Its recursion adds only what is positive, so that no
    digit is lost however many agents there are."""
    inverse = 1.0
    for number in range(1, agents + 1):
        inverse = 1.0 + inverse * number / erlangs
    return inverse


@dataclass(frozen=True, slots=True)
class _Hill:
    """How long somebody of endless patience waits who must: a density with one hill, known up to a factor.

    It is exp(arrivals * patience * (1 - e^(-x/patience)) - x * agents / aht); `highest` is the exponent at its top,
    which is taken away so that nothing overflows; from `low` to `high` is all of it that counts.
    """

    load: Load
    served: float
    highest: float
    low: float
    high: float

    @classmethod
    def of(cls, load: Load, agents: int) -> _Hill:
        served = agents / load.aht_s
        top = max(0.0, load.patience_s * math.log(load.arrivals / served))
        bare = cls(load, served, 0.0, 0.0, 0.0)
        highest = bare.exponent(top)
        right = left = 1.0 / served
        while bare.exponent(top + right) > highest - _NEGLIGIBLE:
            right *= 2
        while left < top and bare.exponent(top - left) > highest - _NEGLIGIBLE:
            left *= 2
        return cls(load, served, highest, max(0.0, top - left), top + right)

    def exponent(self, x: float) -> float:
        patience = self.load.patience_s
        return -self.load.arrivals * patience * math.expm1(-x / patience) - self.served * x

    def integral(self, times: Callable[[float], float], until: float = math.inf) -> float:
        """Of the density times this, by Gauss and Legendre in panels that are finest at the beginning: a patience of
        a second is seen beside waits of an hour."""
        width = min(self.high, until) - self.low
        if width <= 0:
            return 0.0
        total = 0.0
        edges = [self.low + width * (panel / _PANELS) ** 3 for panel in range(_PANELS + 1)]
        for begin, end in pairwise(edges):
            middle, half = (begin + end) / 2, (end - begin) / 2
            for node, weight in _NODES:
                for x in (middle - node * half, middle + node * half):
                    total += weight * half * math.exp(self.exponent(x) - self.highest) * times(x)
        return total


_PANELS = 200
_NODES = (
    (0.1834346424956498, 0.3626837833783620),
    (0.5255324099163290, 0.3137066458778873),
    (0.7966664774136267, 0.2223810344533745),
    (0.9602898564975363, 0.1012285362903763),
)
"""Of eight points: (distance from the middle, weight), each for both sides."""
