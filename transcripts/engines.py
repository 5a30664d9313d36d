"""Which engine and model serves a language: one table, the better first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from transcripts.recognizer import NoRecognizer

UNFINISHED = ".fetch-"
"""Begins the name of a folder, beside the downloaded models, in which a download is going on or was stopped."""


@dataclass(frozen=True)
class Choice:
    """An engine with a model, not loaded yet. `folder` is None where the engine carries the model itself."""

    engine: str
    model: str
    folder: Path | None
    language: str


@dataclass(frozen=True)
class Models:
    """Where models may be found. `configured`: language → folder, from VOSK_MODEL_PATH. `downloaded`: the folder
    that holds one folder a language, each with the model in it under its own name."""

    configured: Mapping[str, Path]
    downloaded: Path


def configured(language: str, models: Models) -> Choice | None:
    folder = models.configured.get(language)
    return Choice("vosk", folder.name, folder, language) if folder and find_spec("vosk") else None


def downloaded(language: str, models: Models) -> Choice | None:
    folders = sorted(folder.parent for folder in (models.downloaded / language).glob("*/am"))
    return Choice("vosk", folders[-1].name, folders[-1], language) if folders and find_spec("vosk") else None


def bundled(language: str, models: Models) -> Choice | None:
    """PocketSphinx carries its English model in its package."""
    return Choice("pocketsphinx", "en-us", None, "en") if language == "en" and find_spec("pocketsphinx") else None


SOURCES: tuple[Callable[[str, Models], Choice | None], ...] = (configured, downloaded, bundled)
"""Asked in this order; the first that has something for the language serves it."""


def choose(language: str, models: Models) -> Choice:
    """The best engine for a language ("en", or with a region: "en-GB"). Raises NoRecognizer."""
    language = plain(language)
    for source in SOURCES:
        if choice := source(language, models):
            return choice
    raise NoRecognizer(f"There is no recognizer for the language {language} yet.")


def live(language: str, models: Models) -> Choice | None:
    """What hears callers while they speak: only Vosk can be held to a menu's own words, and tell them from others;
    and of its models only those that keep sounds and sentences apart, as the small ones do."""
    return next((choice for choice in _vosk(language, models) if _takes_grammars(choice)), None)


def free(language: str, models: Models) -> Choice | None:
    """What hears whole talks while they go on: any of Vosk's models, since PocketSphinx hears a sentence at its end."""
    return next(_vosk(language, models), None)


def _vosk(language: str, models: Models) -> Iterator[Choice]:
    yield from filter(None, (configured(plain(language), models), downloaded(plain(language), models)))


def _takes_grammars(choice: Choice) -> bool:
    return any((choice.folder / place / "HCLr.fst").is_file() for place in ("graph", ".")) if choice.folder else False


def plain(language: str) -> str:
    """The language without its region, in lower case: en-GB → en."""
    return language.replace("_", "-").partition("-")[0].lower()
