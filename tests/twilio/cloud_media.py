"""Media Streams of the stand-in: what parties of a call say goes over a WebSocket, as Twilio documents it.

`Media` knows what everybody says: `says(call_sid, sound)`. A `Stream` sends both tracks in frames of 20 ms, its own
call's as `inbound` and what it hears as `outbound`; what was said is also what is recorded.
"""

from __future__ import annotations

import base64
import json
import threading
import time
from typing import TYPE_CHECKING, Any

import numpy as np
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from tests.sounds import Sound
from tests.twilio.house import ACCOUNT
from tests.twilio.phone import sid

if TYPE_CHECKING:
    from tests.twilio.cloud import Cloud

FRAME = 160
"""Samples in 20 ms."""
TRACKS = ("inbound", "outbound")


def mu_law(sound: Sound) -> bytes:
    """G.711, as the telephone network codes it."""
    size = np.minimum(np.abs(sound.astype(np.int32)), 32635) + 0x84
    exponent = np.floor(np.log2(size)).astype(np.int32) - 7
    code = (exponent << 4) | ((size >> (exponent + 3)) & 0x0F)
    return (~(code | np.where(sound < 0, 0x80, 0)) & 0xFF).astype(np.uint8).tobytes()


class Media:
    """`pace` is how many times faster than people everybody speaks; `address` is where our WebSockets listen."""

    def __init__(self, cloud: Cloud, pace: float = 4.0) -> None:
        self.cloud, self.pace, self.address = cloud, pace, ""
        self.streams: dict[str, Stream] = {}
        self.heard: dict[str, list[Sound]] = {}
        """CallSid → what it and the others said, a frame of two channels after the other."""
        self._unsaid: dict[str, Sound] = {}
        self._lock = threading.Lock()

    def says(self, call_sid: str, sound: Sound) -> None:
        """From now on, after what this party says already."""
        with self._lock:
            self._unsaid[call_sid] = np.concatenate([self._unsaid.get(call_sid, np.zeros(0, np.int16)), sound])

    def silent(self) -> bool:
        """Whether all has been said."""
        with self._lock:
            return not any(len(sound) for sound in self._unsaid.values())

    def frame(self, call_sid: str) -> tuple[Sound, Sound]:
        """The next 20 ms: (what this one says, what it hears)."""
        others = self.cloud.voices(call_sid)
        with self._lock:
            said = self._take(call_sid)
            heard = np.sum([np.zeros(FRAME, np.int16), *(self._take(other) for other in others)], axis=0)
        both = np.stack([said, heard.astype(np.int16)], axis=1)
        self.heard.setdefault(call_sid, []).append(both)
        return said, both[:, 1]

    def _take(self, call_sid: str) -> Sound:
        sound = self._unsaid.get(call_sid, np.zeros(0, np.int16))
        self._unsaid[call_sid] = sound[FRAME:]
        return np.pad(sound[:FRAME], (0, FRAME - len(sound[:FRAME])))

    def start(self, call_sid: str, url: str, callback: str) -> Stream:
        stream = Stream(self, call_sid, url, callback)
        self.streams[stream.sid] = stream
        threading.Thread(target=stream.run, daemon=True).start()
        return stream

    def of(self, call_sid: str) -> list[Stream]:
        """Those that run for this call."""
        return [each for each in self.streams.values() if each.call_sid == call_sid and not each.over.is_set()]


class Stream:
    """One WebSocket. `refused` is the status with which the handshake was answered, if it was not with 101."""

    def __init__(self, media: Media, call_sid: str, url: str, callback: str) -> None:
        self._media, self.call_sid, self.url, self._callback = media, call_sid, url, callback
        self.sid = sid("MZ")
        self.refused = 0
        self.frames = 0
        self.over = threading.Event()
        self.stopping = threading.Event()
        self.lose = 0
        """So many frames more of both tracks never leave."""
        self.breaks = False
        """The connection is cut, with no word of it."""
        self._number = 0

    def run(self) -> None:
        house = self._media.cloud.house
        path = self.url.removeprefix(f"ws{house.config.public_url.removeprefix('http')}")
        headers = {"X-Twilio-Signature": house.validator.compute_signature(self.url, {})}
        try:
            with connect(f"{self._media.address}{path}", additional_headers=headers, compression=None) as line:
                self._tell("stream-started")
                self._send_all(line)
        except InvalidStatus as refusal:
            self.refused = refusal.response.status_code
        except (ConnectionClosed, OSError):
            pass
        self.over.set()
        if self.stopping.is_set():
            self._tell("stream-stopped")
        else:
            self._tell("stream-error", StreamError="the connection was closed")

    def _send_all(self, line: ClientConnection) -> None:
        line.send(json.dumps({"event": "connected", "protocol": "Call", "version": "1.0.0"}))
        form = {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1}
        about = {"accountSid": ACCOUNT, "streamSid": self.sid, "callSid": self.call_sid, "tracks": list(TRACKS)}
        self._send(line, "start", {**about, "mediaFormat": form, "customParameters": {}})
        began, number = time.monotonic(), 0
        while not self.stopping.is_set():
            if self.breaks:
                line.socket.close()
                return
            for track, sound in zip(TRACKS, self._media.frame(self.call_sid), strict=True):
                payload = base64.b64encode(mu_law(sound)).decode()
                media = {"track": track, "chunk": str(number + 1), "timestamp": str(number * 20), "payload": payload}
                self._send(line, "media", media)
            number += 1
            self.lose = max(0, self.lose - 1)
            time.sleep(max(0.0, began + number * 0.02 / self._media.pace - time.monotonic()))
        self._send(line, "stop", {"accountSid": ACCOUNT, "callSid": self.call_sid})

    def _send(self, line: ClientConnection, event: str, body: dict[str, Any]) -> None:
        self._number += 1
        if event == "media" and self.lose:
            return
        message = {"event": event, "sequenceNumber": str(self._number), "streamSid": self.sid, event: body}
        line.send(json.dumps(message))
        self.frames += event == "media"

    def _tell(self, event: str, **more: str) -> None:
        form = {"AccountSid": ACCOUNT, "CallSid": self.call_sid, "StreamSid": self.sid, "StreamEvent": event, **more}
        self._media.cloud.mail.send(self._callback, form)
