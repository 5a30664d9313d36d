"""What callers hear: text spoken at once, and audio that supervisors record or upload."""

from __future__ import annotations

from flask import Response, send_file

from ivr.languages import LANGUAGES
from ivr.texts import PLACEHOLDER
from ivr.turns import Say
from telephony import uploads
from telephony.models import PromptAudio
from telephony.prompts import PromptFault
from telephony.uploads import NotUsable
from web.api import binary, chapter, takes_files
from web.errors import Refused, missing
from web.guard import ABOVE, may, visit
from web.limits import limiter
from web.rooms import rooms
from web.schemas.prompts import PromptAudioOut, PromptAudioPath, PromptAudios, PromptUpload, Speak

SPOKEN_MOST = "60 per minute"
UPLOADED_MOST = "20 per minute"
SHOWN_MOST = 200
"""Uploads in the list, the newest first."""
FORM = 1 << 16
"""Bytes of an upload's request beside the file itself."""

REFUSALS = {
    "not_audio": (400, "This file holds no sound that we can read. Send WAV, MP3, Ogg, WebM, M4A or FLAC."),
    "too_long": (400, "This is longer than five minutes. Nobody listens to that; cut it into pieces."),
    "silent": (400, "There is nothing to hear in this recording. Check the microphone, then record it again."),
    "too_large": (413, f"A recording may have {uploads.LARGEST >> 20} MB. Send it as MP3 or Ogg, or make it shorter."),
}

api = chapter("prompts", "What callers hear.")
takes_files(api, "upload", uploads.LARGEST + FORM)


@api.post("/prompts/speak", responses={"200": binary("audio/wav")})
@may(*ABOVE)
@limiter.limit(SPOKEN_MOST)
def speak(body: Speak) -> Response:
    """The text as a caller hears it."""
    if body.language not in LANGUAGES:
        known = ", ".join(sorted(LANGUAGES))
        raise Refused(400, "unknown_language", f"No voice speaks {body.language!r} here. There are voices for {known}.")
    text = PLACEHOLDER.sub(lambda gap: gap[1].replace("_", " "), body.text)
    try:
        stem = rooms().prompts.stem(Say(text, body.language))
    except PromptFault as fault:
        raise Refused(503, "no_voice", "The voice does not answer. Try again in a moment, or upload audio.") from fault
    return send_file(stem.with_suffix(".wav16"), mimetype="audio/wav")


@api.post("/prompts/audio", responses={"201": PromptAudioOut})
@may(*ABOVE)
@limiter.limit(UPLOADED_MOST)
def upload(form: PromptUpload) -> tuple[PromptAudioOut, int]:
    """Keep a recording, as loud as all the others. Its `name` is what a flow's prompt refers to."""
    try:
        kept = uploads.keep(
            rooms().db, rooms().prompts, form.file.stream.read(), form.file.filename or "", visit().user.name
        )
    except NotUsable as fault:
        status, sentence = REFUSALS[fault.code]
        raise Refused(status, fault.code, sentence) from fault
    return _shown(kept), 201


@api.get("/prompts/audio", responses={"200": PromptAudios})
@may(*ABOVE)
def uploaded() -> PromptAudios:
    """What was uploaded, the newest first."""
    return PromptAudios(audio=[_shown(row) for row in uploads.latest(rooms().db, SHOWN_MOST)])


@api.get("/prompts/audio/<name>", responses={"200": binary("audio/wav")})
@may(*ABOVE)
def audio(path: PromptAudioPath) -> Response:
    """A recording as a caller with a good line hears it."""
    file = rooms().prompts.uploaded(path.name).with_suffix(".wav16")
    if not file.is_file():
        raise missing("recording")
    return send_file(file, mimetype="audio/wav", max_age=31_536_000)


def _shown(row: PromptAudio) -> PromptAudioOut:
    return PromptAudioOut(
        name=row.name,
        title=row.title,
        duration_s=row.duration_s,
        loudness=row.loudness,
        loudness_before=row.loudness_before,
        uploaded_by=row.uploaded_by,
        at=row.at,
    )
