"""Starting and stopping, as an operator sees it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
import requests
from simple_websocket import Client, ConnectionClosed

from tests.stories.product import ROOT, Product

NOWHERE = "http://127.0.0.1:9"
OFFLINE = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"), NOWHERE)
"""Whoever fetches anything fails."""


@pytest.fixture(scope="module")
def product(parts: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """It is not running."""
    product = Product(tmp_path_factory.mktemp("start"))
    yield product
    product.stop()
    product.db.engine.dispose()


@pytest.mark.parametrize(
    ("setting", "kind"),
    [
        ("PORT", socket.SOCK_STREAM),
        ("SIP_PORT", socket.SOCK_DGRAM),
        ("SIP_PORT", socket.SOCK_STREAM),
        ("AMI_PORT", socket.SOCK_STREAM),
        ("AGI_PORT", socket.SOCK_STREAM),
        ("SPEECH_PORT", socket.SOCK_STREAM),
        ("ASTERISK_HTTP_PORT", socket.SOCK_STREAM),
        ("SMTP", socket.SOCK_STREAM),
    ],
)
def test_a_port_in_use_is_one_sentence_that_says_what_to_do(setting: str, kind: int, product: Product) -> None:
    port = product.ports[setting]
    with socket.socket(socket.AF_INET, kind) as taken:
        taken.bind(("127.0.0.1", port))
        if kind == socket.SOCK_STREAM:
            taken.listen()
        ended = subprocess.run(
            [sys.executable, "app.py", "run"],
            cwd=ROOT,
            env=product.environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert ended.returncode == 1
    said = ended.stderr.strip().splitlines()[-1]
    assert said.startswith("Threadline cannot start: ") and str(port) in said
    assert ("SMTP_LISTEN" if setting == "SMTP" else setting) in said
    assert "Traceback" not in ended.stderr
    assert product.processes() == []


def test_it_stops_without_a_trace_and_starts_again_without_a_network(product: Product) -> None:
    product.start()
    os.kill(product.pid, signal.SIGTERM)
    assert product.ended() == 0
    assert product.processes() == []
    product.environment |= OFFLINE
    product.start()
    with open_panel(product) as stream, open_softphone(product):
        assert next(stream.iter_lines()).startswith(b"retry: ")
        product.stop()
    assert product.ended() == 0
    assert product.processes() == []
    assert not [fault for fault in ("Traceback", "SIGKILL") if fault in product.log.read_text()]


@contextmanager
def open_panel(product: Product) -> Iterator[requests.Response]:
    """The live stream of somebody who is logged in."""
    with requests.Session() as browser:
        login = {"login": "sara", "password": product.logins["sara"]}
        browser.post(f"{product.url}/api/v1/session", json=login, timeout=20).raise_for_status()
        with browser.get(f"{product.url}/api/v1/live", stream=True, timeout=20) as stream:
            yield stream


@contextmanager
def open_softphone(product: Product) -> Iterator[Client]:
    """The connection over which it would speak SIP."""
    softphone = Client(f"{product.url.replace('http', 'ws', 1)}/sip", subprotocols=["sip"])
    yield softphone
    with suppress(ConnectionClosed):
        softphone.close()


def test_ctrl_c_while_it_still_starts_leaves_nothing_behind(product: Product) -> None:
    product.begin()
    product.wait_until(lambda: any("asterisk.conf" in process for process in product.processes()), 30, "it starts")
    product.stop()
    assert product.processes() == []
    assert "Traceback" not in product.log.read_text()


def test_who_presses_ctrl_c_again_and_again_leaves_nothing_behind_either(product: Product) -> None:
    product.begin()
    product.wait_until(lambda: any("asterisk.conf" in process for process in product.processes()), 30, "it starts")
    presses_ctrl_c_until_it_ends(product)
    assert product.processes() == []
    product.start()
    with urllib.request.urlopen(f"{product.url}/login"):
        presses_ctrl_c_until_it_ends(product)
    assert product.processes() == []
    assert "Traceback" not in product.log.read_text()


def presses_ctrl_c_until_it_ends(product: Product) -> None:
    def ended() -> bool:
        with suppress(ProcessLookupError):
            os.killpg(product.pid, signal.SIGINT)
        return not product.running

    product.wait_until(ended, 30, "it ends")


def test_the_next_start_after_a_crash_adopts_asterisk_and_ends_it_with_itself(product: Product) -> None:
    product.start()
    pid = product.var / "asterisk" / "run" / "asterisk.pid"
    asterisk = pid.read_text()
    os.kill(product.pid, signal.SIGKILL)
    product.ended()
    product.wait_until(lambda: len(product.processes()) == 1, 30, "of ours nothing runs on but Asterisk")
    product.start()
    assert pid.read_text() == asterisk
    product.stop()
    assert product.processes() == []
