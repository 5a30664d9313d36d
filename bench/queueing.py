"""An agent becomes free → that agent's phone rings for the next waiting caller: ours against app_queue.

50 agents, 400 callers at 20 calls/s, 3 s of talk, SIPp on both ends of both. Callers come faster than they can be
served, so that a line builds up at once. Everything is read from SIPp's own message logs, in the same way for both:
the clock runs from the BYE at an agent's phone to the next INVITE at that phone, and only where, at that BYE, more
callers were waiting (for LONG_ENOUGH_S already) than agents were free: nobody is late where nobody waits. The column
"from hang-up" begins earlier: when the caller said goodbye.

Our side is the whole product, which also records each voice and writes everything down; the rival records nothing. It
runs twice: with agents who are only said to be there, which is what the rival does and what the goals are held against,
and with an open panel for each agent, live stream and all (bench/panels.py, whose clients share the machine).
"""

from __future__ import annotations

import math
import re
import subprocess
import tempfile
import time
from bisect import bisect_right
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import func, select

from acd.models import Agent
from bench import processes, report
from bench.panels import Panels, log_in_phones
from bench.product import Product, product
from bench.rival import rival
from bench.sipp import AGENTS_PORT, CALLERS_PORT, Sipp
from telephony.models import Call
from timeline.models import Entry

AGENTS, CALLERS, PER_SECOND = 50, 400, 20
LONG_ENOUGH_S = 0.2
LONGEST_S = 150
P50_MS, P99_MS = 50, 150
_AGENT = re.compile(r"INVITE sip:agent-(\d+)@")
_CALLER = re.compile(r"555(\d{4})@")


@dataclass
class Talks:
    """What SIPp saw. Times in seconds, by caller or by agent."""

    queued: dict[int, float] = field(default_factory=dict)
    hung_up: dict[int, float] = field(default_factory=dict)
    rung: dict[int, float] = field(default_factory=dict)
    """Caller → when an agent's phone was rung for them first."""
    rings: list[tuple[float, int, int]] = field(default_factory=list)
    """(when, agent, caller)."""
    freed: list[tuple[float, int, int]] = field(default_factory=list)
    """(when, agent, caller): the agent's phone was told BYE."""
    refused: int = 0
    """Rings that the agent's phone did not answer: they were cancelled."""
    dropped: int = 0
    """Callers who were hung up on."""
    ended: set[int] = field(default_factory=set)
    """Callers whose hang-up was confirmed."""

    @property
    def completed(self) -> int:
        return len(self.ended)


def read(agents: Sipp, callers: Sipp) -> Talks:
    talks, of_call = Talks(), {}
    for message in callers.messages():
        name, _, of_callers = message.call_id.partition("@")
        if of_callers != "callers":
            continue
        number = int(name)
        if message.method == "200" and message.about == "INVITE" and not message.sent:
            talks.queued.setdefault(number, message.at)
        elif message.method == "BYE":
            if message.sent:
                talks.hung_up.setdefault(number, message.at)
            else:
                talks.dropped += 1
        elif message.method == "200" and message.about == "BYE" and not message.sent:
            talks.ended.add(number)
    for message in agents.messages():
        if message.sent:
            continue
        if message.method == "INVITE" and message.call_id not in of_call:
            agent, caller = _AGENT.search(message.first), _CALLER.search(message.header("From"))
            assert agent and caller, message.first
            of_call[message.call_id] = int(agent[1]), int(caller[1])
            talks.rings.append((message.at, *of_call[message.call_id]))
            talks.rung.setdefault(int(caller[1]), message.at)
        elif message.method == "CANCEL":
            talks.refused += 1
        elif message.method == "BYE" and message.call_id in of_call:
            talks.freed.append((message.at, *of_call.pop(message.call_id)))
    return talks


def gaps_ms(talks: Talks) -> tuple[list[float], list[float], int]:
    """(from the agent's BYE, from the caller's hang-up, rings before the BYE): milliseconds until the next ring."""
    by_agent: dict[int, list[tuple[float, int]]] = {}
    for at, agent, caller in sorted(talks.rings):
        by_agent.setdefault(agent, []).append((at, caller))
    from_bye, from_hang_up, early = [], [], 0
    for at, agent, caller in sorted(talks.freed):
        rings = by_agent[agent]
        begun = next(i for i, ring in enumerate(rings) if ring[1] == caller)
        following = rings[begun + 1] if begun + 1 < len(rings) else None
        if following and following[0] < at:
            early += 1
        if not _somebody_waits(talks, at):
            continue
        next_at = following[0] if following else math.inf
        from_bye.append(max(0.0, next_at - at) * 1000)
        from_hang_up.append((next_at - talks.hung_up.get(caller, at)) * 1000)
    return from_bye, from_hang_up, early


def _somebody_waits(talks: Talks, at: float) -> bool:
    """Whether at this moment more callers wait than agents (this one included) are free."""
    waiting = sum(
        since < at - LONG_ENOUGH_S and talks.rung.get(caller, math.inf) > at for caller, since in talks.queued.items()
    )
    rung = bisect_right(sorted(ring[0] for ring in talks.rings), at)
    free = AGENTS - (rung - bisect_right(sorted(freed[0] for freed in talks.freed), at))
    return waiting >= max(1, free)


@dataclass
class Side:
    """One rival's run."""

    name: str
    talks: Talks
    seconds: float
    asterisk_cpu_s: float
    our_cpu_s: float

    def figures(self) -> dict[str, float | int]:
        from_bye, from_hang_up, early = gaps_ms(self.talks)
        return {
            "p50": report.share(from_bye, 0.5),
            "p99": report.share(from_bye, 0.99),
            "hang_up_p50": report.share(from_hang_up, 0.5),
            "hang_up_p99": report.share(from_hang_up, 0.99),
            "measured": len(from_bye),
            "early": early,
            "completed": self.talks.completed,
            "lost": CALLERS - self.talks.completed,
            "asterisk_ms": self.asterisk_cpu_s * 1000 / CALLERS,
            "ours_ms": self.our_cpu_s * 1000 / CALLERS,
            "seconds": self.seconds,
        }


def load(folder: Path, sip_port: int, service: str) -> tuple[Talks, float]:
    """Put the load on whoever listens at `sip_port`; returns what SIPp saw, and how many seconds it took."""
    remote = f"127.0.0.1:{sip_port}"
    numbers = folder / "numbers.csv"
    numbers.write_text("SEQUENTIAL\n" + "".join(f"{n:04d}\n" for n in range(1, CALLERS + 1)))
    agents = Sipp(folder, "agents", AGENTS_PORT, remote, "-aa")
    time.sleep(0.5)
    began = time.monotonic()
    callers = Sipp(
        folder, "callers", CALLERS_PORT, remote, "-s", service, "-inf", numbers, "-cid_str", "%u@callers",
        "-r", PER_SECOND, "-m", CALLERS, "-l", CALLERS, "-aa",
    )  # fmt: skip
    try:
        with suppress(subprocess.TimeoutExpired):  # Whoever waits then is lost, and counted so.
            callers.wait(LONGEST_S)
        took = time.monotonic() - began
        time.sleep(1.0)  # The last BYE reaches the last agent.
    finally:
        callers.stop()
        agents.stop()
    return read(agents, callers), took


def app_queue(folder: Path) -> Side:
    with rival(folder / "var", AGENTS) as asterisk:
        before = processes.cpu_s(asterisk.processes)
        talks, took = load(folder, asterisk.config.sip_port, "hotline")
        return Side("app_queue", talks, took, processes.cpu_s(asterisk.processes) - before, 0.0)


def ours(folder: Path, panels: bool = True) -> tuple[Side, list[str]]:
    with product(folder / "var", AGENTS) as house:
        log_in_phones(house, folder)
        with Panels(house, watching=panels):
            before = processes.cpu_s(house.asterisk), processes.cpu_s(house.ours)
            talks, took = load(folder, house.config.sip_port, "hotline")
            after = processes.cpu_s(house.asterisk), processes.cpu_s(house.ours)
            wrong = stranded(house)
        name = "Threadline, panels open" if panels else "Threadline, no panels"
        side = Side(name, talks, took, after[0] - before[0], after[1] - before[1])
        return side, wrong + disagreements(house, talks)


def stranded(house: Product) -> list[str]:
    """Agents who are not ready for the next call though all calls are over: nobody would ring them again."""
    for _ in range(50):
        with house.db.reading() as session:
            left = session.execute(select(Agent.presence, Agent.reason).where(Agent.presence != "ready")).all()
        if not left:
            return []
        time.sleep(0.1)
    return [f"{len(left)} agents are not ready: {dict(Counter(map(tuple, left)))}"]


def disagreements(house: Product, talks: Talks) -> list[str]:
    """Where the database tells another story than SIPp."""
    with house.db.reading() as session:
        calls = session.scalars(select(Call)).all()
        ends = dict(
            session.execute(
                select(Entry.contact_id, func.count())
                .where(Entry.channel == "phone", Entry.kind == "CallEnded")
                .group_by(Entry.contact_id)
            ).all()
        )
    outcomes = Counter(call.outcome or "none" for call in calls)
    found = []
    if len(calls) != CALLERS:
        found.append(f"{CALLERS} callers dialled, {len(calls)} calls are written down")
    if outcomes["served"] != talks.completed:
        found.append(f"SIPp completed {talks.completed} calls, the database has {dict(outcomes)}")
    if twice := [call.id for call in calls if ends.get(call.id, 0) != 1]:
        found.append(f"{len(twice)} calls have not exactly one end on the timeline: {twice[:5]}")
    if mistaken := [call.id for call in calls if call.outcome == "served" and call.answered_at is None]:
        found.append(f"{len(mistaken)} calls are served and were never answered: {mistaken[:5]}")
    return found


def main(panels: tuple[bool, ...] = (False, True)) -> int:
    print(f"  {AGENTS} agents, {CALLERS} callers at {PER_SECOND}/s, 3 s of talk; {report.machine()}", flush=True)
    with tempfile.TemporaryDirectory(prefix="threadline-queue-") as temporary:
        folder = Path(temporary)
        sides = [app_queue(folder / "rival")]
        wrong: list[str] = []
        for number, watching in enumerate(panels):
            side, found = ours(folder / f"ours{number}", watching)
            sides.append(side)
            wrong += [f"{side.name}: {sentence}" for sentence in found]
    return show(sides, wrong)


def show(sides: list[Side], wrong: list[str]) -> int:
    heads = ("", "p50 ms", "p99 ms", "from hang-up p50", "p99", "gaps", "completed", "lost", "Asterisk ms/call",
             "ours ms/call")  # fmt: skip
    keys = ("p50", "p99", "hang_up_p50", "hang_up_p99", "measured", "completed", "lost", "asterisk_ms", "ours_ms")
    all_figures = [side.figures() for side in sides]
    report.table(heads, [(side.name, *(of[key] for key in keys)) for side, of in zip(sides, all_figures, strict=True)])
    for side, of in zip(sides, all_figures, strict=True):
        report.keep("queue", side.name, **of)
        if of["early"] or side.talks.refused or side.talks.dropped:
            notes = (
                f"{of['early']} rings before the BYE, {side.talks.refused} cancelled, {side.talks.dropped} hung up on"
            )
            print(f"  {side.name}: {notes}")
    best = all_figures[1]
    for sentence in wrong:
        print(f"  WRONG    {sentence}")
    reached = [
        report.verdict("p50", best["p50"], P50_MS, "ms"),
        report.verdict("p99", best["p99"], P99_MS, "ms"),
        report.verdict("calls lost", best["lost"], 0, "calls"),
        not wrong,
    ]
    print(f"  each call has one outcome, and SIPp's count agrees: {'no' if wrong else 'yes'}; {report.machine()}")
    return 0 if all(reached) else 1
