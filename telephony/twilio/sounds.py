"""What Twilio plays to callers as files: our prompts and the music. It fetches them unsigned; no name is guessed."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, abort, send_file

from telephony.prompts import Prompts, write_chords


def add_sounds(door: Blueprint, prompts: Prompts, music: Path) -> None:
    """Routes on the blueprint of the webhooks. `music` is written now."""
    write_chords(music)

    @door.get("/prompts/<name>.wav")
    def prompt(name: str) -> Response:
        # What somebody uploaded is a whole hash long, what our voice said is shorter.
        home = prompts.folder / "audio" if len(name) == 64 else prompts.folder
        file = home / f"{name}.wav"
        if not (name.isascii() and name.isalnum() and file.is_file()):
            abort(404)
        return send_file(file, mimetype="audio/wav", max_age=31_536_000)

    @door.get("/music.wav")
    def hold_music() -> Response:
        return send_file(music, mimetype="audio/wav", max_age=86_400)
