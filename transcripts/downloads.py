"""The models that are on their way, as data that the panel shows.

Nothing waits for a download: until a language's model is there, what `engines.choose` finds serves it, and after that
the next recording uses the new one.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from db import now
from transcripts.engines import UNFINISHED, Models, choose, configured, downloaded, live, plain
from transcripts.recognizer import NoRecognizer

ROOT = Path(__file__).resolve().parent.parent
BACK_OFF = timedelta(hours=1)
"""Where the internet is closed it is usually closed for good, so one try an hour is enough."""
STATUS = "status.json"


@dataclass(frozen=True)
class Download:
    """How one language's model stands. `state`: waiting, downloading, ready, failed; `progress` from 0 to 1;
    `retry_at` (ISO 8601, UTC) when a failed one is tried again."""

    language: str
    state: str = "waiting"
    progress: float = 0.0
    model: str = ""
    fault: str = ""
    retry_at: str = ""


def status(folder: Path) -> list[Download]:
    """What the last `Downloads` over this folder wrote, for whichever process asks."""
    try:
        return [Download(**entry) for entry in json.loads((folder / STATUS).read_text())]
    except FileNotFoundError:
        return []


def states(models: Models, languages: Iterable[str]) -> list[dict[str, Any]]:
    """Who writes down each language, for the panel: {language, engine, model, state, progress, fault, live}.

    `state` is `ready`, `downloading` (something else serves the language until then, or nothing), or `missing`.
    `live` says whether callers can speak to a menu in it. `fault` says why a model could not be fetched, or is empty;
    what serves the language meanwhile is ready anyway.
    """
    arriving = {download.language: download for download in status(models.downloaded)}
    shown = []
    for language in sorted({plain(code) for code in languages}):
        arrival = arriving.get(language)
        loading = arrival is not None and arrival.state == "downloading"
        try:
            choice = choose(language, models)
            engine, model, state = choice.engine, choice.model, "ready"
        except NoRecognizer:
            engine, model, state = "", "", "missing"
        progress = arrival.progress if arrival and loading else None
        state = "downloading" if loading else state
        shown.append(
            {
                "language": language,
                "engine": engine,
                "model": model,
                "state": state,
                "progress": progress,
                "fault": arrival.fault if arrival else "",
                "live": live(language, models) is not None,
            }
        )
    return shown


class Downloads:
    """Brings the models of some languages one by one, in a thread of its own."""

    def __init__(
        self,
        models: Models,
        languages: Iterable[str],
        changed: Callable[[Download], None] = lambda download: None,
        module: str = "transcripts.fetch",
    ) -> None:
        """`languages` are those that the company's hotlines speak. `changed` is called from the thread, with each
        piece of news; it must not raise."""
        self._models, self._changed, self._module = models, changed, module
        self._known = {language: Download(language) for language in sorted({plain(code) for code in languages})}
        self._stop = threading.Event()
        self._child: subprocess.Popen[str] | None = None
        self._thread = threading.Thread(target=self._run, name="speech models", daemon=True)

    def start(self) -> None:
        """Begin, and return at once."""
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        if self._child:
            self._child.kill()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        for left_over in self._models.downloaded.glob(f"{UNFINISHED}*"):
            shutil.rmtree(left_over, ignore_errors=True)
        for language in self._known:
            if choice := configured(language, self._models) or downloaded(language, self._models):
                self._note(Download(language, "ready", 1.0, choice.model))
        while not self._stop.is_set():
            missing = [language for language, known in self._known.items() if known.state != "ready"]
            for language in missing:
                if not self._stop.is_set():
                    self._bring(language)
            if all(known.state == "ready" for known in self._known.values()):
                return
            self._stop.wait(BACK_OFF.total_seconds())

    def _bring(self, language: str) -> None:
        """Run one fetch to its end, passing on what it says."""
        self._note(Download(language, "downloading"))
        fault = ""
        with subprocess.Popen(  # noqa: S603 our own module; a language and a folder
            [sys.executable, "-m", self._module, language, str(self._models.downloaded)],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        ) as self._child:
            assert self._child.stdout
            for line in self._child.stdout:
                news = json.loads(line)
                fault = news.pop("fault", fault)
                self._note(replace(self._known[language], **news))
        if choice := downloaded(language, self._models):
            self._note(Download(language, "ready", 1.0, choice.model))
        elif not self._stop.is_set():
            fault = fault or f"The download ended early (status {self._child.returncode})."
            self._note(Download(language, "failed", fault=fault, retry_at=(now() + BACK_OFF).isoformat()))

    def _note(self, download: Download) -> None:
        self._known[download.language] = download
        folder = self._models.downloaded
        folder.mkdir(parents=True, exist_ok=True)
        written = folder / f".{STATUS}"
        written.write_text(json.dumps([asdict(known) for known in self._known.values()]))
        written.rename(folder / STATUS)
        self._changed(download)
