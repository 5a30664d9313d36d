"""Prompts: spoken at once, recorded, uploaded."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from flask_openapi3.models.file import FileStorage
from pydantic import BaseModel, Field

from web.schemas.base import In, Language, Out

AudioName = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
"""SHA-256 of the sound."""


class Speak(In):
    text: Annotated[str, Field(min_length=1, max_length=1000)]
    language: Language


class PromptUpload(BaseModel):
    """A file of any common format, or what the browser recorded."""

    file: FileStorage


class PromptAudioPath(In):
    name: AudioName


class PromptAudioOut(Out):
    """A recording that a prompt may name. Loudness is in LUFS: as it is played, and as it came."""

    name: AudioName
    title: str
    duration_s: float
    loudness: float
    loudness_before: float
    uploaded_by: str
    at: datetime


class PromptAudios(Out):
    audio: list[PromptAudioOut]
