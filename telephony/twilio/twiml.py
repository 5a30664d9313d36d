"""A Turn as TwiML, by Twilio's own helper library. Everything said is escaped by it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from twilio.twiml.voice_response import Gather as GatherVerb
from twilio.twiml.voice_response import VoiceResponse

from hotline import phrases
from ivr import languages
from ivr.turns import Dial, Enqueue, Gather, LookUp, Prompt, Record, Say, Turn
from telephony.prompts import PromptFault, spelled

log = logging.getLogger(__name__)

LISTENS = {"en": "en-US", "fa": "fa-IR", "ru": "ru-RU", "th": "th-TH"}
"""Languages in which Twilio understands what is said. In the others there are keys."""
MOST_HINTS, LONGEST_HINT = 500, 100
"""Twilio's own limits; a longer hint is an error of the whole document."""
SPEECH_PAUSE_S = 2
"""So long a pause ends what is said: a number is said with some."""
LINE = "threadline"
"""The one queue of Twilio's: it only plays music; who is next is decided at our desk."""

TIMES = "times"
"""In the query of a turn that waits for a look-up: how often Twilio has come for it."""


@dataclass(frozen=True)
class Addresses:
    """Where Twilio goes on: absolute URLs of ours. `prompt` gives the URL of an audio file of a prompt."""

    turn: str
    line: str
    waiting: str
    keyed: str
    held: str
    music: str
    prompt: Callable[[Prompt], str]
    shown: str = ""
    """The number that is shown to whom this caller is put through, where they have none of their own."""


def render(turn: Turn, to: Addresses) -> str:
    """The whole answer to a webhook."""
    response = VoiceResponse()
    ending = turn.ending
    if isinstance(ending, Gather):
        _gather(response, turn, ending, to)
        return str(response)
    _speak(response, turn, to)
    if isinstance(ending, Record):
        response.record(
            max_length=ending.max_s,
            timeout=ending.silence_s,
            finish_on_key=ending.finish_on,
            play_beep=True,
            action=to.turn,
            method="POST",
        )
        # A recording in which nothing was said has no action; what follows is its silence.
        response.redirect(to.turn, method="POST")
    elif isinstance(ending, Dial):
        shown = to.shown or None  # By itself Twilio shows the caller's own number.
        response.dial(ending.number, timeout=ending.timeout_s, caller_id=shown, action=to.turn, method="POST")
    elif isinstance(ending, LookUp):
        # They hear what is said while we ask; then Twilio comes back for what we found.
        response.redirect(f"{to.turn}?{TIMES}=1", method="POST")
    elif isinstance(ending, Enqueue):
        response.enqueue(LINE, wait_url=to.waiting, wait_url_method="POST", action=to.line, method="POST")
    else:
        response.hangup()
    return str(response)


def waiting(turn: Turn, to: Addresses) -> str:
    """What a waiting caller hears, within Twilio's queue or outside; it is asked for again when the music is over."""
    response = VoiceResponse()
    if isinstance(turn.ending, Enqueue):
        # A key at any time: they would rather be called back.
        keyed = response.gather(input="dtmf", num_digits=1, finish_on_key="", timeout=1, action=to.keyed, method="POST")
        _speak(keyed, turn, to)
        keyed.play(to.music)
        response.redirect(to.waiting, method="POST")
    else:
        _speak(response, turn, to)
        response.hangup()
    return str(response)


def said(turn: Turn, to: Addresses) -> str:
    """The prompts of a turn, and nothing else."""
    response = VoiceResponse()
    _speak(response, turn, to)
    return str(response)


def leave() -> str:
    """Out of Twilio's queue: it goes on with the queue's action."""
    response = VoiceResponse()
    response.leave()
    return str(response)


def room(name: str, to: Addresses) -> str:
    """The caller goes into the conference of their call. When they leave it is over, whoever is in it."""
    response = VoiceResponse()
    dial = response.dial(action=to.line, method="POST")
    dial.conference(
        name,
        start_conference_on_enter=True,
        end_conference_on_exit=True,
        beep="false",
        wait_url=to.held,
        wait_method="POST",
    )
    return str(response)


def awaited(turn: Turn, to: Addresses) -> str:
    """What somebody hears whom we called, until their agent is there."""
    response = VoiceResponse()
    _speak(response, turn, to)
    response.play(to.music, loop=0)
    return str(response)


def held(to: Addresses) -> str:
    """Music until somebody ends it."""
    response = VoiceResponse()
    response.play(to.music, loop=0)
    return str(response)


def come_back(url: str) -> str:
    """In a second, to this URL."""
    response = VoiceResponse()
    response.pause(length=1)
    response.redirect(url, method="POST")
    return str(response)


def apology(again: str | None) -> str:
    """We failed: try once more at this URL, or say goodbye."""
    if again:
        return come_back(again)
    response = VoiceResponse()
    response.say(phrases.say("apology", "en").text, **(languages.of("en").voices.twilio or {}))
    response.hangup()
    return str(response)


def _gather(response: VoiceResponse, turn: Turn, ending: Gather, to: Addresses) -> None:
    """A Gather that also reports when nothing was pressed."""
    if not ending.barge_in:
        _speak(response, turn, to)
    gather = response.gather(
        **_hears(ending),
        num_digits=max(1, ending.max_digits),
        finish_on_key=ending.finish,
        timeout=max(1, round(ending.timeout_s)),
        action=to.turn,
        method="POST",
        action_on_empty_result=True,
    )
    if ending.barge_in:
        _speak(gather, turn, to)


def _hears(ending: Gather) -> dict[str, str | int]:
    """Keys, and where the turn says what may be said, that too."""
    language = LISTENS.get(ending.language)
    if not (ending.words and language):
        return {"input": "dtmf"}
    # Commas part the hints, so that none may stand within one.
    words = [" ".join(word.replace(",", " ").split()) for word in ending.words]
    hints = list(dict.fromkeys(word for word in words if 0 < len(word) <= LONGEST_HINT))[:MOST_HINTS]
    return {
        "input": "dtmf speech",
        "language": language,
        "hints": ", ".join(hints),
        "speech_timeout": SPEECH_PAUSE_S,
    }


def _speak(verb: VoiceResponse | GatherVerb, turn: Turn, to: Addresses) -> None:
    """One prompt that cannot be made is left out and logged: the others may be enough."""
    for prompt in turn.prompts:
        language = languages.of(prompt.language)
        # Where Twilio has no voice for a language, our own audio is played.
        if isinstance(prompt, Say) and language.voices.twilio:
            text = spelled(prompt.text) if prompt.digits else prompt.text
            verb.say(language.aloud(text), **language.voices.twilio)
            continue
        try:
            verb.play(to.prompt(prompt))
        except PromptFault as fault:
            log.error("a prompt is left out: %s", fault)
