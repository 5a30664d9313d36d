"""A hundred talks streamed to us at once, as Twilio streams them: is every frame heard, and how late are the words?

Each stream sends both sides in frames of 20 ms, at the pace of people. On the caller's side a sentence is said again
and again. Frames are counted by the product itself, which says at the end of each stream how many came and how many
were missed; the words are read where the desk reads them.
"""

from __future__ import annotations

import base64
import json
import math
import re
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sqlalchemy import select
from twilio.request_validator import RequestValidator
from websockets.frames import Frame, Opcode
from websockets.sync.client import ClientConnection, connect

from bench import processes, report
from bench.product import Product, product
from bench.twilio import ACCOUNT, PUBLIC, SETTINGS, TOKEN
from db import Database, Signal, now
from hotline.models import Hotline
from telephony.live_words import topic
from telephony.models import Call, Leg
from telephony.twilio.places import Places
from telephony.twilio.streaming import token_of
from tests.twilio.cloud_media import FRAME, TRACKS, mu_law
from tests.voices import MODELS, spoken
from timeline import customers
from transcripts.voices import LOUD

STREAMS = 100
SECONDS = 30
SENTENCE = "where is my order"
EVERY = 300
"""Frames from one sentence to the next."""
LATE_GOAL_MS = 100.0
"""The sender's own beat is late by less, or the pace was not people's."""
_OVER = re.compile(r"stream (MZ\w+) is over: (\d+) frames, (\d+) messages missed, ([\d.]+) s made up")


@dataclass
class Talk:
    call_id: int
    sid: str
    line: ClientConnection
    number: int = 0

    def send(self, event: str, body: Mapping[str, object]) -> None:
        self.number += 1
        message = {"event": event, "sequenceNumber": str(self.number), "streamSid": self.sid, event: body}
        self.put(json.dumps(message))

    def put(self, text: str) -> None:
        # Past the library, which would lock and flush for each frame: nobody else writes here.
        self.line.socket.sendall(Frame(Opcode.TEXT, text.encode()).serialize(mask=True))


def calls(db: Database) -> dict[int, str]:
    """Talks at Twilio, as the database knows them: call id → CallSid."""
    with db.transaction() as session:
        hotline = session.scalars(select(Hotline)).one()
        made = {}
        for number in range(STREAMS):
            customer = customers.find_or_make(session, "phone", f"+1212555{number:04d}")
            sid = f"CA{number:032x}"
            call = Call(
                backend="twilio",
                backend_id=sid,
                customer_id=customer.id,
                hotline_id=hotline.id,
                language="en",
                state="talking",
                arrived_at=now(),
                path=[],
            )
            session.add(call)
            session.flush()
            session.add(Leg(call_id=call.id, party="caller", backend_id=sid, joined_at=now()))
            made[call.id] = sid
    return made


def begin(house: Product, stack: ExitStack) -> list[Talk]:
    """Connect them all, signed."""
    validator, talks = RequestValidator(TOKEN), []
    for call_id, call_sid in calls(house.db).items():
        url = Places(PUBLIC).media(call_id, token_of(call_id, house.config.secret_key))
        headers = {"X-Twilio-Signature": validator.compute_signature(url, {})}
        line = stack.enter_context(connect(url, additional_headers=headers, compression=None, ping_interval=None))
        talk = Talk(call_id, f"MZ{call_id:032x}", line)
        talk.put(json.dumps({"event": "connected", "protocol": "Call", "version": "1.0.0"}))
        form = {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1}
        about = {"accountSid": ACCOUNT, "streamSid": talk.sid, "callSid": call_sid, "tracks": list(TRACKS)}
        talk.send("start", {**about, "mediaFormat": form, "customParameters": {}})
        talks.append(talk)
    return talks


def stream(talks: list[Talk], seconds: float) -> tuple[list[float], dict[str, list[float]]]:
    """Everybody talks, one after another and some at once. Returns how late each beat of 20 ms was, in ms, and for each
    talk's topic when its sentences were over (Unix time)."""
    sound = spoken(SENTENCE)
    length = math.ceil(np.flatnonzero(np.abs(sound) > LOUD)[-1] / FRAME)
    sound = np.pad(sound, (0, EVERY * FRAME - len(sound)))
    said = [base64.b64encode(mu_law(sound[at : at + FRAME])).decode() for at in range(0, len(sound), FRAME)]
    silence = base64.b64encode(mu_law(np.zeros(FRAME, np.int16))).decode()
    late, ends = [], defaultdict(list)
    began = time.perf_counter()
    for beat in range(round(seconds * 50)):
        due = began + beat * 0.02
        time.sleep(max(0.0, due - time.perf_counter()))
        for number, talk in enumerate(talks):
            at = (beat + number * EVERY // len(talks)) % EVERY
            if at == length:
                ends[topic(talk.call_id)].append(time.time())
            for track, payload in zip(TRACKS, (said[at], silence), strict=True):
                media = {"track": track, "chunk": str(beat + 1), "timestamp": str(beat * 20), "payload": payload}
                talk.send("media", media)
        late.append((time.perf_counter() - due) * 1000)
    return late, ends


def lags(db: Database, ends: dict[str, list[float]]) -> tuple[list[float], int]:
    """Seconds from the end of each sentence to its words on the desk, and how many callers were understood."""
    with db.reading() as session:
        rows = session.execute(select(Signal.topic, Signal.at, Signal.data).where(Signal.name == "words")).all()
    found: dict[tuple[str, float], float] = {}
    for talk, at, data in rows:
        end = max((one for one in ends[talk] if one <= at.timestamp() + 1), default=None)
        if end is not None and data["text"] == SENTENCE:
            found.setdefault((talk, end), at.timestamp() - end)
    return list(found.values()), len({talk for talk, _ in found})


def main() -> int:
    print(f"  {STREAMS} streams of two sides for {SECONDS} s, one process; {report.machine()}", flush=True)
    words = {"RECOGNIZERS": "1", "VOSK_MODEL_PATH": f"en={MODELS / 'en'}"}
    with tempfile.TemporaryDirectory(prefix="threadline-streams-") as folder, ExitStack() as stack:
        house = stack.enter_context(product(Path(folder), 0, settings=SETTINGS | words))
        talks = begin(house, stack)
        family = processes.family(house.process.pid)
        web, before = house.ours, processes.cpu_s(family)
        late, ends = stream(talks, SECONDS)
        cpu = (processes.cpu_s(family) - before) / SECONDS
        for talk in talks:
            talk.send("stop", {"accountSid": ACCOUNT, "callSid": talk.sid})
        sent = 2 * STREAMS * round(SECONDS * 50)
        over = _until_over(house.log)
        spans, callers = lags(house.db, ends)
    frames, missed = sum(int(one[1]) for one in over), sum(int(one[2]) for one in over)
    figures = {
        "frames": frames,
        "lost": sent - frames,
        "missed": missed,
        "cpu": cpu,
        "late_p99_ms": report.share(late, 0.99),
        "understood": callers,
        "lag_p50_s": report.share(spans, 0.5),
        "lag_p99_s": report.share(spans, 0.99),
    }
    report.keep("streams", "ours", processes=len(web), **figures)
    heads = ("streams", "frames", "lost", "CPU (cores)", "callers with words", "words p50 s", "p99 s")
    row = (str(STREAMS), frames, sent - frames, round(cpu, 2), callers, figures["lag_p50_s"], figures["lag_p99_s"])
    report.table(heads, [row])
    print("  (words: from the end of a sentence to all of it on the desk; a recognizer hears 32 voices at once)")
    whole = report.verdict("frames lost", float(sent - frames + missed), 0.0, "")
    return 0 if report.verdict("the sender's beat, p99", figures["late_p99_ms"], LATE_GOAL_MS, "ms") and whole else 1


def _until_over(log: Path) -> list[tuple[str, ...]]:
    """What the product says of each stream when it ends."""
    end = time.monotonic() + 30
    while len(found := _OVER.findall(log.read_text(errors="replace"))) < STREAMS and time.monotonic() < end:
        time.sleep(0.2)
    return found


if __name__ == "__main__":
    sys.exit(main())
