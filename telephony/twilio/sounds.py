"""What Twilio plays to callers as files: our prompts and the music. It fetches them unsigned; no name is guessed.

A prompt that was not spoken yet is not made while Twilio waits for a turn: its address carries what is to be said, in
a way that nobody else can write, and it is made when it is fetched.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

from flask import Blueprint, Response, abort, request, send_file
from itsdangerous import BadData, URLSafeSerializer

from ivr.turns import Prompt, Say
from telephony.prompts import PromptFault, Prompts, write_chords
from telephony.twilio.places import Places

log = logging.getLogger(__name__)

LONGEST = 2000
"""Characters of what is to be said, as it stands in an address. What is longer is made at once."""


def add_sounds(door: Blueprint, prompts: Prompts, music: Path, places: Places, secret: str) -> Callable[[Prompt], str]:
    """Routes on the blueprint of the webhooks. `music` is written now. Returns what gives a prompt its address."""
    write_chords(music)
    seal = URLSafeSerializer(secret, salt="twilio prompt")

    def address(prompt: Prompt) -> str:
        """Raises PromptFault."""
        path, say = prompts.place(prompt)
        said = seal.dumps([say.text, say.language, say.digits]) if say else ""
        if len(said) > LONGEST:
            prompts.stem(prompt)
            said = ""
        return places.url(f"prompts/{path.name}.wav{'?say=' if said else ''}{said}")

    def made(text: str, language: str, digits: bool) -> Path:
        try:
            return prompts.stem(Say(text, language, digits))
        except PromptFault as fault:
            # What comes after it may be enough: a file that is missing could end the call.
            log.error("a prompt is left out: %s", fault)
            return prompts.stem(Say("", language))

    @door.get("/prompts/<name>.wav")
    def prompt(name: str) -> Response:
        # What somebody uploaded is a whole hash long, what our voice said is shorter.
        file = (prompts.folder / "audio" if len(name) == 64 else prompts.folder) / f"{name}.wav"
        if not (name.isascii() and name.isalnum()):
            abort(404)
        if not file.is_file():
            try:
                file = made(*seal.loads(request.args.get("say", ""))).with_suffix(".wav")
            except BadData:
                abort(404)
        return send_file(file, mimetype="audio/wav", max_age=31_536_000)

    @door.get("/music.wav")
    def hold_music() -> Response:
        return send_file(music, mimetype="audio/wav", max_age=86_400)

    return address
