"""What whole stories need: the product, a phone, browsers with voices. What is missing skips, saying so."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from config import Config, ConfigError
from telephony.asterisk.configuration import Installation
from tests import sip
from tests.sip import Phone
from tests.sounds import silence, tone, write_wav
from tests.stories.caller import AGENT
from tests.stories.product import ROOT, Product, free_ports
from tests.stories.stages.twilio import Clouded, clouded
from tests.twilio.contract import DOCUMENT
from web.pages import STATIC

BROWSER = (
    "--no-sandbox",
    "--disable-gpu",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    "--allow-loopback-in-peer-connection",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
)

Speak = Callable[[str], Path]


@pytest.fixture(scope="session")
def parts() -> None:
    """The real parts that no test can do without."""
    try:
        Installation.find(Config.from_env({"THREADLINE_VAR": "/tmp/threadline-looks"}))
    except ConfigError as missing:
        pytest.skip(str(missing))
    if not sip.available():
        pytest.skip("no baresip to call with")
    if not (STATIC / "index.html").exists():
        pytest.skip("the browser application is not built: run `make test`")


@pytest.fixture(scope="session")
def shared_product(parts: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    relay = free_ports(1)[0]
    with Product(tmp_path_factory.mktemp("product"), SMTP_RELAY=f"127.0.0.1:{relay}") as product:
        product.relay = relay
        yield product
    assert product.processes() == [], "the recognizer, for one, ends with the product"


@pytest.fixture
def product(shared_product: Product) -> Iterator[Product]:
    """The product that several stories share. What one of them left in line is taken out of it for the next."""
    yield shared_product
    shared_product.empty_the_line()


@pytest.fixture(scope="session")
def calling(parts: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """A product that calls out. The provider that carries its calls is the telephone of whoever is called."""
    trunk, relay = free_ports(2)
    ways_out = {"SIP_TRUNK": f"127.0.0.1:{trunk}", "SMTP_RELAY": f"127.0.0.1:{relay}"}
    with Product(tmp_path_factory.mktemp("calling"), RECOGNIZERS="0", **ways_out) as product:
        product.trunk, product.relay = trunk, relay
        yield product


@pytest.fixture(scope="session")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clouded]:
    """Twilio, with a product whose only telephones are there."""
    if not DOCUMENT.exists():
        pytest.skip(f"{DOCUMENT.name} is not here to judge by")
    if not (STATIC / "index.html").exists():
        pytest.skip("the browser application is not built: run `make test`")
    with clouded(tmp_path_factory.mktemp("alone")) as cloud:
        yield cloud


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    expect.set_options(timeout=15_000)
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture
def browse(playwright: Playwright) -> Iterator[Callable[..., Page]]:
    """browse(voice=FILE.wav, …) → a page in a browser of its own, with this file as its microphone."""
    program = shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("chromium-browser")
    opened: list[Browser] = []

    def browse(voice: Path | None = None, **settings: object) -> Page:
        heard = [f"--use-file-for-fake-audio-capture={voice}"] if voice else []
        browser = playwright.chromium.launch(executable_path=program, args=[*BROWSER, *heard])
        opened.append(browser)
        context = browser.new_context(viewport={"width": 1440, "height": 900}, **settings)
        context.add_init_script(path=Path(__file__).with_name("ears.js"))
        page = context.new_page()
        page.set_default_timeout(15_000)
        return page

    yield browse
    for browser in opened:
        browser.close()


@pytest.fixture(scope="session")
def beeps(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the agent's browser says, again and again: short beeps, since a lasting tone is taken for noise."""
    file = tmp_path_factory.mktemp("beeps") / "beeps.wav"
    write_wav(file, np.concatenate([tone(AGENT, 0.4), silence(0.2)]))
    return file


@pytest.fixture
def phone(tmp_path: Path, parts: None) -> Iterator[Callable[..., Phone]]:
    """phone("15551230001") → a SIP phone with this number."""
    started: list[Phone] = []

    def start(number: str = "15551230001") -> Phone:
        started.append(Phone.start(tmp_path / f"phone-{len(started)}", name=number))
        return started[-1]

    yield start
    for phone in started:
        phone.close()


@pytest.fixture(scope="session")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> Speak:
    """spoken("text") → a WAV file (48 kHz) that says it, with a pause after it."""
    espeak = ROOT / ".asterisk" / "bin" / "espeak-ng"
    program = str(espeak) if espeak.exists() else shutil.which("espeak-ng")
    if not program:
        pytest.skip("no espeak-ng to speak with")
    folder = tmp_path_factory.mktemp("voices")

    def speak(text: str, voice: str = "en-us+Michael") -> Path:
        file = folder / f"{abs(hash((text, voice)))}.wav"
        subprocess.run([program, "-v", voice, "-s", "140", "-w", str(file), text], check=True)
        return file

    return speak
