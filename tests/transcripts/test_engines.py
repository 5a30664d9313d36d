"""Which engine serves a language, and models that arrive while the house is open."""

import functools
import hashlib
import json
import os
import shutil
import sys
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.transcripts.sounds import TINY
from transcripts import downloads, engines
from transcripts.downloads import Downloads, status
from transcripts.engines import Models, choose
from transcripts.recognizer import NoRecognizer


def model(folder, name="vosk-model-small-fa"):
    (folder / name / "am").mkdir(parents=True)
    return folder / name


def test_a_configured_model_comes_before_a_downloaded_one(tmp_path):
    model(tmp_path / "models" / "en", "downloaded")
    choice = choose("en", Models({"en": model(tmp_path, "configured")}, tmp_path / "models"))
    assert (choice.engine, choice.model) == ("vosk", "configured")


def test_a_downloaded_model_comes_before_the_bundled_one(tmp_path):
    model(tmp_path / "en", "downloaded")
    choice = choose("en", Models({}, tmp_path))
    assert (choice.engine, choice.model, choice.folder) == ("vosk", "downloaded", tmp_path / "en" / "downloaded")


def test_english_is_served_without_any_model(tmp_path):
    assert choose("en-GB", Models({}, tmp_path)).engine == "pocketsphinx"


def test_another_language_without_a_model_has_no_recognizer_yet(tmp_path):
    with pytest.raises(NoRecognizer, match="language fa"):
        choose("fa", Models({}, tmp_path))


def test_a_region_does_not_hide_a_model(tmp_path):
    model(tmp_path / "fa")
    assert choose("fa_IR", Models({}, tmp_path)).language == "fa"


@pytest.fixture
def site(tmp_path, monkeypatch):
    """A web site that offers the tiny model as the Persian one, in the form that the vosk library expects."""
    if not TINY.is_dir():
        pytest.skip("the tiny Vosk model is not there (../shared/models/vosk-tiny-en)")
    folder = tmp_path / "site"
    shutil.copytree(TINY, folder / "vosk-model-small-fa-1")
    archive = Path(shutil.make_archive(folder / "vosk-model-small-fa-1", "zip", folder, "vosk-model-small-fa-1"))
    entry = {"lang": "fa", "name": "vosk-model-small-fa-1", "type": "small", "obsolete": "false"}
    entry["md5"] = hashlib.md5(archive.read_bytes()).hexdigest()
    (folder / "model-list.json").write_text(json.dumps([entry]))
    handler = functools.partial(SimpleHTTPRequestHandler, directory=str(folder))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("TEST_MODEL_SITE", f"http://127.0.0.1:{server.server_port}/")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
    yield folder
    server.shutdown()
    server.server_close()


def bring(models, *languages):
    """Run downloads until each language is ready or failed, and give all that was told."""
    told, over = [], threading.Event()

    def changed(download):
        told.append(download)
        if {known.language for known in told if known.state in ("ready", "failed")} == set(languages):
            over.set()

    bringing = Downloads(models, languages, changed, module="tests.transcripts.local_fetch")
    bringing.start()
    assert over.wait(60)
    bringing.stop()
    return told


def test_a_model_is_brought_in_the_background_and_serves_from_then_on(site, tmp_path):
    models = Models({}, tmp_path / "models")
    told = bring(models, "fa")
    assert [told[0].state, told[-1].state] == ["downloading", "ready"]
    assert [download.progress for download in told] == sorted(download.progress for download in told)
    assert choose("fa", models).model == "vosk-model-small-fa-1"
    assert status(tmp_path / "models") == [told[-1]]


def test_a_damaged_archive_is_refused_and_leaves_nothing(site, tmp_path):
    entry = json.loads((site / "model-list.json").read_text())[0]
    (site / "model-list.json").write_text(json.dumps([entry | {"md5": "0" * 32}]))
    (failed,) = [download for download in bring(Models({}, tmp_path / "models"), "fa") if download.state == "failed"]
    assert "arrived damaged" in failed.fault
    assert failed.retry_at
    assert [file.name for file in (tmp_path / "models").iterdir()] == [downloads.STATUS]


def test_a_language_that_nobody_offers_does_not_stop_the_others(site, tmp_path):
    told = bring(Models({}, tmp_path / "models"), "ab", "fa")
    assert {(download.language, download.state) for download in told} >= {("ab", "failed"), ("fa", "ready")}


def test_a_name_that_would_leave_the_folder_is_refused(site, tmp_path):
    entry = json.loads((site / "model-list.json").read_text())[0]
    (site / "model-list.json").write_text(json.dumps([entry | {"name": "../../evil"}]))
    (failed,) = [download for download in bring(Models({}, tmp_path / "models"), "fa") if download.state == "failed"]
    assert "not a folder's name" in failed.fault


def test_what_is_there_already_is_not_fetched(tmp_path):
    models = Models({"en": model(tmp_path, "mine")}, tmp_path / "models")
    assert [(download.state, download.model) for download in bring(models, "en")] == [("ready", "mine")]


def test_a_download_that_was_stopped_half_way_is_swept_up(tmp_path):
    left_over = tmp_path / "models" / f"{engines.UNFINISHED}abc"
    left_over.mkdir(parents=True)
    bring(Models({"en": model(tmp_path, "mine")}, tmp_path / "models"), "en")
    assert not left_over.exists()


def test_the_panel_is_told_what_serves_each_language_and_what_failed(site, tmp_path):
    models = Models({}, tmp_path / "models")
    bring(models, "en", "fa")
    english, persian = downloads.states(models, ["fa", "en-GB"])
    assert (english["engine"], english["model"], english["state"]) == ("pocketsphinx", "en-us", "ready")
    assert "no Vosk model" in english["fault"]
    assert (persian["engine"], persian["state"], persian["progress"]) == ("vosk", "ready", None)
    assert not english["live"], "PocketSphinx cannot be held to a menu's words"


def test_the_panel_can_ask_before_anything_was_fetched(tmp_path):
    (persian,) = downloads.states(Models({}, tmp_path / "models"), ["fa"])
    assert (persian["engine"], persian["state"]) == ("", "missing")
