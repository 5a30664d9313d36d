"""A Turn as TwiML, by Twilio's own helper library. Everything said is escaped by it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from twilio.twiml.voice_response import Gather as GatherVerb
from twilio.twiml.voice_response import VoiceResponse

from ivr.turns import Dial, Enqueue, Gather, Hangup, Prompt, Record, Say, Turn
from telephony.prompts import spelled

VOICES = {"en": "en-US", "ru": "ru-RU", "th": "th-TH"}
"""Languages that Twilio's voices speak. In the others our own prompts are played."""
MUSIC_S = 20


@dataclass(frozen=True)
class Addresses:
    """Where Twilio goes on: absolute URLs of ours. `prompt` gives the URL of an audio file of a prompt."""

    turn: str
    waiting: str
    music: str
    prompt: Callable[[Prompt], str]


def render(turn: Turn, to: Addresses) -> str:
    """The whole answer to a webhook."""
    response = VoiceResponse()
    ending = turn.ending
    if isinstance(ending, Gather):
        gather = response.gather(
            input="dtmf",
            num_digits=ending.max_digits if ending.max_digits > 1 else 1,
            finish_on_key=ending.finish_on,
            timeout=max(1, round(ending.timeout_s)),
            action=to.turn,
            method="POST",
            action_on_empty_result=True,
        )
        _speak(gather, turn, to)
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
        response.dial(ending.number, timeout=ending.timeout_s, action=to.turn, method="POST")
    elif isinstance(ending, Enqueue):
        response.enqueue(None, wait_url=to.waiting, wait_url_method="POST", action=to.turn).append("threadline")
    else:
        assert isinstance(ending, Hangup), "callbacks are asked for by a flow's own queue"
        response.hangup()
    return str(response)


def waiting(turn: Turn, to: Addresses) -> str:
    """What a waiting caller hears; Twilio asks for it again when it is over."""
    response = VoiceResponse()
    _speak(response, turn, to)
    if isinstance(turn.ending, Enqueue):
        response.play(to.music)
        response.redirect(to.waiting, method="POST")
    else:
        response.leave()
    return str(response)


def _speak(verb: VoiceResponse | GatherVerb, turn: Turn, to: Addresses) -> None:
    for prompt in turn.prompts:
        voice = VOICES.get(prompt.language)
        if isinstance(prompt, Say) and voice:
            verb.say(spelled(prompt.text) if prompt.digits else prompt.text, language=voice)
        else:
            verb.play(to.prompt(prompt))
