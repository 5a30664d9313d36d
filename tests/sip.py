"""A telephone for tests: baresip, a real SIP phone that speaks and hears sound files, driven over its control port.

    with Phone.start(folder) as phone:
        phone.dial("sip:hotline@127.0.0.1:15060")
        phone.wait_for("CALL_ESTABLISHED")
        phone.press("1")
        phone.speak(tone(700, 2.0))
        phone.hang_up()
    assert heard_tone(phone.heard(), 440)

What it says and hears is made and measured in tests/sounds.py.
"""

from __future__ import annotations

import json
import random
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any, Self

import numpy as np

from tests.sounds import RATE, Sound, silence, write_wav

ROOT = Path(__file__).resolve().parent.parent

_CONFIG = """
sip_listen {host}:{port}
call_max_calls 4
audio_source aufile,{folder}/mic.wav
audio_player aubridge,nowhere{number}
audio_alert aubridge,nowhere{number}
ring_aufile none
ringback_disabled yes
audio_level no
audio_channels 1
audio_srate 8000
rtp_ports {rtp}
rtcp_mux no
snd_path {folder}
ctrl_tcp_listen 127.0.0.1:{control}
module_path {modules}
module g711.so
module ice.so
module srtp.so
module dtls_srtp.so
module aufile.so
module aubridge.so
module sndfile.so
module_app account.so
module_app ctrl_tcp.so
module_app menu.so
"""


class Phone:
    """One SIP phone with one account. `answers` makes it pick up by itself."""

    _numbers = count()

    def __init__(self, folder: Path, account: str, host: str = "127.0.0.1", port: int = 0) -> None:
        number = next(self._numbers)
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._control = _free_port()
        self._events: list[dict[str, Any]] = []
        self._seen = 0
        self._news = threading.Condition()
        self._speeches = count()
        program, modules = _baresip()
        write_wav(folder / "mic.wav", silence(300))
        (folder / "accounts").write_text("")
        (folder / "contacts").write_text("")
        (folder / "config").write_text(
            _CONFIG.format(
                host=host,
                port=port,
                folder=folder,
                number=number,
                control=self._control,
                modules=modules,
                rtp="26000-31999",
            )
        )
        self._log = (folder / "phone.log").open("wb")
        self._process = subprocess.Popen(
            [program, "-f", str(folder)], stdin=subprocess.DEVNULL, stdout=self._log, stderr=self._log
        )
        self._line = self._connect()
        threading.Thread(target=self._listen, daemon=True).start()
        # Not in a file of accounts: that one would register before anybody listens to what comes of it.
        self.order("uanew", account)

    @classmethod
    def start(cls, folder: Path, name: str = "caller", answers: bool = False, port: int = 0) -> Phone:
        """A phone that anybody may have: it registers nowhere. `name` is its number; it can be called at `port`."""
        mode = "auto" if answers else "manual"
        return cls(folder, f"<sip:{name}@127.0.0.1>;regint=0;answermode={mode};audio_codecs=pcmu", port=port)

    @classmethod
    def registered(
        cls,
        folder: Path,
        username: str,
        password: str,
        server: str,
        answers: bool = False,
        transport: str = "udp",
        patience_s: float = 10.0,
    ) -> Phone:
        """A phone with a login at `server` (host:port); returns when it is registered."""
        mode = "auto" if answers else "manual"
        phone = cls(
            folder,
            f"<sip:{username}@{server};transport={transport}>;auth_user={username};auth_pass={password};"
            f"regint=300;answermode={mode};audio_codecs=pcmu",
        )
        try:
            phone.wait_for("REGISTER_OK", patience_s)
        except TimeoutError:
            phone.close()
            raise
        return phone

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_fault: object) -> None:
        self.close()

    def dial(self, uri: str) -> None:
        """Call, and return when the other side has answered."""
        self.order("dial", uri)
        self.wait_for("CALL_ESTABLISHED")

    def answer(self) -> None:
        self.wait_for("CALL_INCOMING")
        self.order("accept")
        self.wait_for("CALL_ESTABLISHED")

    def press(self, keys: str, pause_s: float = 0.15) -> None:
        """Press keys one after another, as RFC 4733 events in the sound."""
        for key in keys:
            self.order("sndcode", key)
            time.sleep(pause_s)

    def speak(self, sound: Sound, wait: bool = True) -> None:
        """Say this, then be silent (which is sound too, and is sent). With `wait`, return when it was said."""
        file = self.folder / f"speech-{next(self._speeches)}.wav"
        write_wav(file, np.concatenate([sound, silence(120)]))
        self.order("ausrc", f"aufile,{file}")
        if wait:
            time.sleep(len(sound) / RATE)

    def hang_up(self) -> None:
        self.order("hangup")

    def wait_for(self, kind: str, timeout: float = 10.0) -> dict[str, Any]:
        """The next event of this kind: CALL_INCOMING, CALL_ESTABLISHED, CALL_CLOSED, REGISTER_OK, …

        Each event is seen once, in order; a phone that fails says what it did hear.
        """
        deadline = time.monotonic() + timeout
        with self._news:
            while True:
                for at in range(self._seen, len(self._events)):
                    if self._events[at].get("type") == kind:
                        self._seen = at + 1
                        return self._events[at]
                if not self._news.wait(deadline - time.monotonic()):
                    kinds = [event.get("type") for event in self._events]
                    raise TimeoutError(f"no {kind} within {timeout} s, only {kinds}; see {self.folder}/phone.log")

    def heard(self) -> Sound:
        """Everything that came to this phone's ear in the latest call, up to now, in step with the time."""
        files = sorted(self.folder.glob("dump-*-dec.wav"), key=lambda file: file.stat().st_mtime)
        if not files:
            return silence(0)
        data = files[-1].read_bytes()
        body = data[data.index(b"data") + 8 :]
        return np.frombuffer(body[: len(body) // 2 * 2], "<i2").astype(np.int16)

    def order(self, command: str, params: str = "") -> None:
        text = json.dumps({"command": command, "params": params, "token": command}).encode()
        self._line.sendall(str(len(text)).encode() + b":" + text + b",")

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """The line goes dead for a while: nothing is sent at all, and nothing is heard."""
        self._process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        """The battery is empty: no goodbye to anybody."""
        self._process.kill()

    def close(self) -> None:
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(3)
            except subprocess.TimeoutExpired:
                self._process.kill()
        self._process.wait()
        self._line.close()
        self._log.close()

    def _connect(self) -> socket.socket:
        deadline = time.monotonic() + 10
        while True:
            try:
                return socket.create_connection(("127.0.0.1", self._control))
            except OSError:
                if time.monotonic() > deadline or self._process.poll() is not None:
                    raise RuntimeError(f"baresip did not start; see {self.folder}/phone.log") from None
                time.sleep(0.05)

    def _listen(self) -> None:
        data = b""
        while True:
            try:
                received = self._line.recv(65536)
            except OSError:
                return
            if not received:
                return
            data += received
            while (colon := data.find(b":")) > 0 and len(data) > colon + (size := int(data[:colon])) + 1:
                event = json.loads(data[colon + 1 : colon + 1 + size])
                data = data[colon + size + 2 :]
                with self._news:
                    self._events.append(event)
                    self._news.notify_all()


def available() -> bool:
    """Whether a baresip is here, the private copy's or the system's."""
    return (ROOT / ".asterisk/bin/baresip").exists() or shutil.which("baresip") is not None


def _baresip() -> tuple[str, str]:
    """The program and its own modules: one's with the other's do not load."""
    copy = ROOT / ".asterisk"
    if (copy / "bin/baresip").exists():
        return str(copy / "bin/baresip"), str(copy / "usr/lib/baresip/modules")
    return shutil.which("baresip") or "baresip", "/usr/lib/baresip/modules"


def _free_port() -> int:
    """One that no system gives out by itself: before it listens here, the phone opens ports that it was given."""
    while True:
        port = random.randrange(20_000, 26_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
