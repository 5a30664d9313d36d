"""Asterisk's ears: the server behind its speech API (res_speech_aeap), over a WebSocket on this machine.

For each caller who may speak, Asterisk connects here, says which listening it is for (`SPEECH_ENGINE(listening)`), and
sends the voice, 8000 samples a second. What was heard goes back as a result, which ends the caller's SpeechBackground.
"""

from __future__ import annotations

import json
import logging
import secrets
import threading
from collections.abc import Sequence
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import Server, ServerConnection, serve

from config import Config
from telephony.asterisk.speech_listening import Listening
from transcripts.live import Live
from transcripts.recognizer import NoRecognizer, RecognizerFault

log = logging.getLogger(__name__)

RATE = 8000
PIECE = 1600
"""Bytes that are heard at a time, a tenth of a second: a decision between each of Asterisk's frames would cost more."""
LONGEST_MESSAGE = 65536


class Ears:
    """`start()`; then `listen` for each question that may be answered by voice."""

    def __init__(self, config: Config, live: Live) -> None:
        self._config, self._live = config, live
        self._listenings: dict[str, Listening] = {}
        self._server: Server | None = None

    def start(self, languages: Sequence[str] = ()) -> None:
        """Wait for Asterisk, and begin to load the models of these languages. Raises OSError: the port is taken."""
        self._server = serve(
            self._serve,
            "127.0.0.1",
            self._config.speech_port,
            compression=None,
            max_size=LONGEST_MESSAGE,
            ping_interval=None,
        )
        threading.Thread(target=self._server.serve_forever, name="speech", daemon=True).start()
        self._live.warm(languages)

    def stop(self) -> None:
        if self._server:
            self._server.shutdown()
        self._live.close()

    def listen(self, language: str, phrases: Sequence[str], patience_s: float) -> Listening | None:
        """Begin to listen for the phrases. None where nobody can listen in this language now: there are still keys.

        `patience_s`: so long a pause may be before more is said.
        """
        listening = Listening(secrets.token_hex(8), patience_s, self._forget)
        try:
            listening.stream = self._live.open(language, RATE, phrases, listening.told)
        except NoRecognizer:
            return None
        except RecognizerFault as fault:
            log.warning("a caller has keys only: %s", fault)
            return None
        self._listenings[listening.token] = listening
        return listening

    def _forget(self, listening: Listening) -> None:
        self._listenings.pop(listening.token, None)

    def _serve(self, connection: ServerConnection) -> None:
        """One caller's connection, which lasts for several questions."""
        listening: Listening | None = None
        sound = b""
        try:
            for message in connection:
                if isinstance(message, bytes):
                    sound += message
                    if listening and len(sound) >= PIECE:
                        listening.feed(sound)
                    if len(sound) >= PIECE:
                        sound = b""
                    continue
                request = json.loads(message)
                if "request" not in request:
                    continue  # Asterisk's receipt for a result.
                token = (request.get("params") or {}).get("listening")
                if token and (listening := self._listenings.get(token)):
                    listening.tell = lambda what: connection.send(_result(what))
                    sound = b""
                connection.send(json.dumps(_answer(request)))
        except ConnectionClosed:
            pass  # The caller is gone, or done with speaking.
        except ValueError:
            log.exception("Asterisk's speech connection said what cannot be understood")


def _answer(request: dict[str, Any]) -> dict[str, Any]:
    """Every request is granted. To `get` there is nothing: results are sent, not asked for."""
    answer: dict[str, Any] = {"response": request["request"], "id": request["id"]}
    if request["request"] == "setup":
        answer["codecs"] = request["codecs"]
    elif request["request"] == "get":
        answer["params"] = {name: [] for name in request.get("params", ())}
    return answer


def _result(what: str) -> str:
    result = {"text": what, "score": 0, "grammar": "voice", "best": 0}
    return json.dumps({"request": "set", "id": secrets.token_hex(8), "params": {"results": [result]}})
