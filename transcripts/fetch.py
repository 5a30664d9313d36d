"""Fetching one Vosk model: `python -m transcripts.fetch LANGUAGE FOLDER` prints its progress as lines of JSON.

The vosk library knows where its models are. What it does not do is verify them, survive being stopped half-way, or say
how far it is to anyone but a terminal: that is here. It runs in a process of its own because the library is large and
a download must end at once when we end.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from http.client import HTTPException
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.request import urlopen
from zipfile import BadZipFile, ZipFile

import vosk

from transcripts.engines import UNFINISHED

TIMEOUT_S = 20
VOSK_NAMES = {"en": "en-us", "zh": "cn", "vi": "vn", "kk": "kz", "uk": "ua"}
"""Languages for which the list of models may use a name that is not ours."""


class FetchFailed(Exception):
    """The model could not be fetched. The text says why."""


def fetch(language: str, folder: Path) -> None:
    """Put the small model of a language into `folder/LANGUAGE/NAME`, in one rename, so that nobody sees half of it.

    Raises FetchFailed.
    """
    try:
        model = _listed(language)
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=UNFINISHED, dir=folder) as unfinished:
            archive = Path(unfinished) / "model.zip"
            _download(model, archive)
            unpacked = _unpack(archive, model["name"])
            (folder / language).mkdir(exist_ok=True)
            unpacked.rename(folder / language / model["name"])
    except (OSError, HTTPException, BadZipFile, ValueError, KeyError) as fault:
        raise FetchFailed(f"The model for {language} could not be fetched ({fault}).") from fault


def _listed(language: str) -> dict[str, Any]:
    """The entry of the newest small model: {name, size, md5, …}."""
    with urlopen(vosk.MODEL_LIST_URL, timeout=TIMEOUT_S) as answer:  # noqa: S310 the library's own address
        models = json.load(answer)
    names = {language, VOSK_NAMES.get(language, language)}
    small = [m for m in models if m["lang"] in names and m["type"] == "small" and m["obsolete"] == "false"]
    if not small:
        raise FetchFailed(f"There is no Vosk model for the language {language}.")
    model: dict[str, Any] = small[-1]
    if Path(model["name"]).name != model["name"] or model["name"].startswith("."):
        raise FetchFailed(f"The list of models names {model['name']!r}, which is not a folder's name.")
    return model


def _download(model: dict[str, Any], archive: Path) -> None:
    digest, told = hashlib.md5(usedforsecurity=False), -1
    address = f"{vosk.MODEL_PRE_URL}{model['name']}.zip"
    with urlopen(address, timeout=TIMEOUT_S) as answer, archive.open("wb") as file:  # noqa: S310 the library's own
        total = int(answer.headers.get("Content-Length") or model.get("size") or 0)
        _leave_room(archive, total)
        while part := answer.read(1 << 18):
            file.write(part)
            digest.update(part)
            percent = min(99, file.tell() * 100 // total) if total else 0
            if percent != told:
                told = percent
                tell(progress=percent / 100, model=model["name"])
        if total and file.tell() != total:
            raise FetchFailed(f"The model {model['name']} arrived incomplete.")
    if model.get("md5") and digest.hexdigest() != model["md5"]:
        raise FetchFailed(f"The model {model['name']} arrived damaged.")


def _unpack(archive: Path, name: str) -> Path:
    with ZipFile(archive) as packed:
        _leave_room(archive, sum(member.file_size for member in packed.infolist()))
        packed.extractall(archive.parent)
    unpacked = archive.parent / name
    if not (unpacked / "am").is_dir():
        raise FetchFailed(f"The archive of {name} does not hold a model.")
    return unpacked


def _leave_room(place: Path, needed: int) -> None:
    free = shutil.disk_usage(place.parent).free
    if free < needed + (1 << 28):
        raise FetchFailed(f"The disk has {free >> 20} MB left; the model needs {needed >> 20} MB.")


def tell(**news: Any) -> None:
    sys.stdout.write(json.dumps(news) + "\n")
    sys.stdout.flush()


def main(language: str, folder: str) -> int:
    try:
        fetch(language, Path(folder))
    except FetchFailed as fault:
        tell(fault=str(fault))
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
