"""The dialogue with a caller: perform a Turn, report what was heard, until the caller waits or is done.

Asterisk's dialplan comes here by AGI (conf/extensions.conf): `/talk` walks through the menu, `/waiting` says what a
waiting caller hears. `TL_NEXT` tells the dialplan what comes then; where we die before it is set, the dialplan plays
music and asks again, and the story repeats the turn.
"""

from __future__ import annotations

import logging
import re
import secrets
import socketserver
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, cast

from config import Config
from hotline.draft_calls import is_ticket
from ivr.heard import DialEnded, Digits, Heard, Recorded, Silence, Started
from ivr.turns import Callback, Dial, Enqueue, Gather, Hangup, LookUp, Prompt, Record, Say, Turn
from telephony.asterisk.agi import Channel, Gone
from telephony.asterisk.logins import VISITOR
from telephony.asterisk.speech import Ears
from telephony.asterisk.speech_listening import Listening, hear
from telephony.asterisk.story import BACKEND, Story, Talk
from telephony.asterisk.switch import AsteriskSwitch
from telephony.prompts import PromptFault, Prompts
from telephony.waiting import CALL_BACK_KEY

log = logging.getLogger(__name__)

WAIT, TALK, DONE = "wait", "talk", "done"
TOKEN = 3
"""Which argument of the AGI request is the browser's ticket."""
SHORTEST_MESSAGE_S = 1.0
"""What is shorter was somebody hanging up at the beep."""
PAUSE_S = 1.2
"""Between the figures of a number that is spoken, so long a pause does not end it."""
_NUMBER = re.compile(r"\+?[0-9]{2,15}")
_DIALLED = {"ANSWER": "answered", "BUSY": "busy", "NOANSWER": "no_answer"}


class Dialogue:
    """The FastAGI server. Each call has a thread only while we talk with it, none while it waits or is talking."""

    def __init__(
        self,
        config: Config,
        story: Story,
        switch: AsteriskSwitch,
        prompts: Prompts,
        ears: Ears | None = None,
        drafts: Talk | None = None,
    ) -> None:
        """Without `ears` callers have keys only. `drafts` tells the calls that come with a draft's ticket."""
        self._config, self._story, self._switch, self._prompts, self._ears = config, story, switch, prompts, ears
        self._drafts = drafts
        self._server: _Server | None = None

    def start(self) -> None:
        """Listen. Raises OSError where the port is taken."""
        self._prompts.beep()
        self._prompts.warm(())
        self._server = _Server(("127.0.0.1", self._config.agi_port), self._serve)
        threading.Thread(target=self._server.serve_forever, args=(0.1,), name="agi", daemon=True).start()

    def stop(self) -> None:
        if self._server:
            self._server.shutdown()
            self._server.server_close()

    def _serve(self, channel: Channel) -> None:
        """One visit of a channel. Whatever goes wrong, the caller hears something and the dialplan knows what next."""
        drafts = self._drafts if is_ticket(channel.argument(TOKEN)) else None
        call = _Visit(channel, drafts or self._story, self._prompts, self._config.var / "recordings", self._ears)
        self._switch.enter_dialogue(channel.uniqueid)
        try:
            with_whom = channel.env.get("agi_request", "").rpartition("/")[2]
            visits = {"waiting": call.waiting, "callback": call.call_back}
            channel.set("TL_NEXT", visits.get(with_whom, call.talk)())
        except Gone:
            log.debug("channel %s is gone", channel.uniqueid)
        except Exception:
            log.exception("channel %s: the dialogue failed", channel.uniqueid)
            call.apologise()
        finally:
            self._switch.leave_dialogue(channel.uniqueid)
            if drafts:
                # A draft is one dialogue from its beginning to its end, and nobody hears of its channel otherwise.
                drafts.leg_ended(channel.uniqueid)


class _Visit:
    """One AGI visit of one caller."""

    def __init__(self, channel: Channel, story: Talk, prompts: Prompts, recordings: Path, ears: Ears | None) -> None:
        self._channel, self._story, self._prompts, self._recordings = channel, story, prompts, recordings
        self._ears, self._speaks = ears, False
        self._language = "en"
        self._queued = False
        call_id = channel.argument(1)
        self._call_id = int(call_id) if call_id.isdigit() else None

    def talk(self) -> str:
        """Turn by turn, until the caller waits or is done. Returns what the dialplan does next."""
        number, turn = self._begin()
        while not isinstance(turn.ending, Enqueue | Hangup | Callback):
            heard = self._perform(turn)
            assert self._call_id is not None
            number, turn = self._story.heard(self._call_id, number, heard)
        if self._speaks:
            self._channel.application("SpeechDestroy")
        self._queued = isinstance(turn.ending, Enqueue)
        self._say(turn.prompts)
        return WAIT if self._queued else DONE

    def waiting(self) -> str:
        if self._call_id is None:
            return TALK
        self._queued = True
        if self._story.overflowed(self._call_id):
            return TALK
        turn = self._story.waiting(self._call_id)
        if turn.prompts:
            # Said by what hears keys: who is offered to be called back presses at once.
            self._channel.application("Read", "TL_KEYS", self._files(turn.prompts), 1, "", 1, 1)
            if self._channel.get("TL_KEYS") == CALL_BACK_KEY:
                return self.call_back()
        return self._next(turn)

    def call_back(self) -> str:
        """A waiting caller has pressed the key to be called back."""
        if self._call_id is None:
            return TALK
        self._queued = True
        turn = self._story.call_back(self._call_id)
        self._say(turn.prompts)
        return self._next(turn)

    def _next(self, turn: Turn) -> str:
        if isinstance(turn.ending, Enqueue):
            return WAIT
        return DONE if isinstance(turn.ending, Hangup | Callback) else TALK

    def apologise(self) -> None:
        """In their language, if nothing else; a caller who was queued keeps their place, another hears goodbye."""
        try:
            self._channel.application("Playback", self._prompts.apology(self._language))
            self._channel.set("TL_NEXT", WAIT if self._queued else DONE)
        except Gone:
            pass  # They did not wait for it.
        except Exception:
            log.exception("channel %s: not even the apology could be said", self._channel.uniqueid)

    def _begin(self) -> tuple[int, Turn]:
        """A new call arrives; one that we talked with before is where it was."""
        if self._call_id is not None:
            return self._story.heard(self._call_id, None, Started())
        channel = self._channel
        self._call_id, number, turn = self._story.arrived(
            BACKEND,
            channel.uniqueid,
            channel_name=channel.env.get("agi_channel", ""),
            from_address=_caller(channel.env),
            to_address=channel.argument(2),
            token=channel.argument(TOKEN),
        )
        channel.set("TL_CALL", str(self._call_id))
        return number, turn

    def _perform(self, turn: Turn) -> Heard:
        """Say the prompts and do what the turn ends in."""
        return _ENDINGS[type(turn.ending)](self, turn.prompts, turn.ending)

    def _gather(self, prompts: tuple[Prompt, ...], gather: Gather) -> Heard:
        """One application says everything and hears every key, so that no key falls between two commands."""
        if not gather.barge_in:
            self._say(prompts)
            prompts = ()
        options = f"et({gather.finish})" if gather.finish else "t()"
        keys = max(1, min(gather.max_digits, 255))
        if listening := self._listen(gather):
            with listening:
                files, silence = self._files(prompts), str(self._prompts.stem(Say("", gather.language)))
                return hear(self._channel, listening, files, silence, keys, gather.finish, gather.timeout_s)
        self._channel.application("Read", "TL_KEYS", self._files(prompts), keys, options, 1, gather.timeout_s)
        pressed = self._channel.get("TL_KEYS")
        return Digits(pressed) if pressed else Silence()

    def _listen(self, gather: Gather) -> Listening | None:
        """Ears for what may be said; None where nobody listens: then the caller has the keys, as ever."""
        if not (self._ears and gather.words):
            return None
        listening = self._ears.listen(gather.language, gather.words, PAUSE_S if gather.max_digits > 1 else 0)
        if listening is None or self._speaks:
            return listening
        try:
            self._channel.application("SpeechCreate", "threadline")
            self._speaks = self._channel.evaluate("${SPEECH(status)}") == "1"
        finally:
            if not self._speaks:
                listening.close()
        if not self._speaks:
            log.error("call %s: Asterisk does not reach its ears; the caller has keys only", self._call_id)
            return None
        return listening

    def _record(self, prompts: tuple[Prompt, ...], record: Record) -> Heard:
        """The message is a file of ours when it is complete; a caller who hangs up at the end has left one too."""
        self._say(prompts)
        self._channel.application("Playback", self._prompts.beep())
        stem = f"{self._call_id}-message-{secrets.token_hex(4)}"
        path = self._recordings / stem
        duration, hung_up = self._channel.record(
            str(path), "wav16", record.finish_on, record.max_s, max(1, record.silence_s)
        )
        made = path.with_suffix(".wav16")
        if duration < SHORTEST_MESSAGE_S:
            made.unlink(missing_ok=True)
            if hung_up:
                raise Gone
            return Silence()
        # From here on nobody but us touches it, and other programs know the ending.
        return Recorded(made.replace(path.with_suffix(".wav")).name, round(duration, 2))

    def _dial(self, prompts: tuple[Prompt, ...], dial: Dial) -> Heard:
        self._say(prompts)
        if not _NUMBER.fullmatch(dial.number):
            log.warning("call %s: %r is no number to dial", self._call_id, dial.number)
            return DialEnded("failed")
        self._channel.application("Dial", f"PJSIP/{dial.number}@trunk", dial.timeout_s)
        return DialEnded(_DIALLED.get(self._channel.get("DIALSTATUS"), "failed"))

    def _look_up(self, prompts: tuple[Prompt, ...], wish: LookUp) -> Heard:
        self._say(prompts)
        return self._story.look_up(wish)

    def _say(self, prompts: tuple[Prompt, ...]) -> None:
        if files := self._files(prompts):
            self._channel.application("Playback", files)

    def _files(self, prompts: tuple[Prompt, ...]) -> str:
        """What Playback and Read take: paths without an ending, joined by &.

        One prompt that cannot be made is left out and logged: the others may be enough.
        """
        paths = []
        for prompt in prompts:
            self._language = prompt.language
            try:
                paths.append(str(self._prompts.stem(prompt)))
            except PromptFault as fault:
                log.error("call %s: %s", self._call_id, fault)
        if prompts and not paths:
            raise PromptFault("none of the prompts of this turn could be made")
        return "&".join(paths)


_ENDINGS: dict[type, Callable[[_Visit, tuple[Prompt, ...], Any], Heard]] = {
    Gather: _Visit._gather,
    Record: _Visit._record,
    Dial: _Visit._dial,
    LookUp: _Visit._look_up,
}


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 512

    def __init__(self, address: tuple[str, int], serve: Callable[[Channel], None]) -> None:
        self.serve = serve
        super().__init__(address, _Connection)


class _Connection(socketserver.StreamRequestHandler):
    disable_nagle_algorithm = True
    server: _Server

    def handle(self) -> None:
        try:
            channel = Channel(cast(BinaryIO, self.rfile), cast(BinaryIO, self.wfile))
        except Gone:
            return  # It hung up before it said who it is.
        self.server.serve(channel)


def _caller(env: dict[str, str]) -> str:
    """What the caller says is their number; nothing where it is hidden, or where a browser could have made it up."""
    number = env.get("agi_callerid", "")
    pres = env.get("agi_callingpres", "0")
    hidden = pres.isdigit() and int(pres) & 0x60 == 0x20
    browser = env.get("agi_channel", "").startswith(f"PJSIP/{VISITOR}")
    return "" if hidden or browser or number.lower() in ("unknown", "anonymous") else number
