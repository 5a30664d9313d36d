"""Our real server: SIP between a WebSocket client and a small server in Asterisk's place, and the live stream."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from http.client import HTTPConnection
from pathlib import Path
from typing import cast

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request
from websockets.server import ServerProtocol
from websockets.sync.client import ClientConnection, connect
from websockets.sync.server import ServerConnection, serve
from websockets.typing import Subprotocol

from tests.web.house import PASSWORD
from web import sip

ROOT = Path(__file__).resolve().parents[2]
SIP = Subprotocol("sip")
REGISTER = "REGISTER sip:threadline SIP/2.0\r\nVia: SIP/2.0/WS x.invalid\r\n\r\n"


@pytest.fixture(scope="module")
def ports(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, int]]:
    """Where our server listens, and where it looks for Asterisk."""
    ours, asterisk = free_ports(2)
    folder = tmp_path_factory.mktemp("house")
    command = [sys.executable, "-m", "tests.web.serve_house", str(folder), str(ours), str(asterisk)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout and server.stdout.readline() == "ready\n"
        yield ours, asterisk
        server.terminate()


def free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


class Echo:
    """Says everything back, until it hears BYE; knows how it was spoken to and that it ended."""

    def __init__(self) -> None:
        self.closed = threading.Event()
        self.subprotocol: str | None = None

    def __call__(self, peer: ServerConnection) -> None:
        self.subprotocol = peer.subprotocol
        for said in peer:
            if said == "BYE":
                break
            peer.send(said)
        self.closed.set()


@pytest.fixture
def asterisk(ports: tuple[int, int]) -> Iterator[Echo]:
    echo = Echo()
    with serve(echo, "127.0.0.1", ports[1], subprotocols=[SIP]) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield echo
        server.shutdown()
        thread.join()


@pytest.fixture
def browser(ports: tuple[int, int], asterisk: Echo) -> Iterator[ClientConnection]:
    with connect(f"ws://127.0.0.1:{ports[0]}/sip", subprotocols=[SIP]) as connection:
        yield connection


def ending(connection: ClientConnection) -> int | None:
    """With which code the other side closes."""
    with pytest.raises(ConnectionClosed) as closed:
        connection.recv(5)
    return closed.value.rcvd.code if closed.value.rcvd else None


def test_texts_and_bytes_go_through_in_both_directions(browser: ClientConnection, asterisk: Echo) -> None:
    assert browser.subprotocol == "sip"
    for said in (REGISTER, REGISTER.encode(), "سلام", "x" * 60_000):
        browser.send(said)
        assert browser.recv(5) == said
    assert asterisk.subprotocol == "sip"


def test_when_the_browser_leaves_asterisk_is_told(browser: ClientConnection, asterisk: Echo) -> None:
    browser.send(REGISTER)
    browser.recv(5)
    browser.close()
    assert asterisk.closed.wait(5)


def test_when_asterisk_hangs_up_the_browser_is_told(browser: ClientConnection) -> None:
    browser.send("BYE")
    assert ending(browser) == 1000


def test_a_message_of_no_sane_size_ends_the_connection(browser: ClientConnection, asterisk: Echo) -> None:
    browser.send("x" * (sip.LARGEST + 1))
    # What the server did not read any more may take the reason with it.
    assert ending(browser) in (1009, None)
    assert asterisk.closed.wait(5)


def test_who_does_not_speak_sip_is_sent_away(ports: tuple[int, int], asterisk: Echo) -> None:
    with connect(f"ws://127.0.0.1:{ports[0]}/sip") as stranger:
        assert ending(stranger) == 1002


def test_without_an_asterisk_the_browser_is_told_to_come_back(ports: tuple[int, int]) -> None:
    with connect(f"ws://127.0.0.1:{ports[0]}/sip", subprotocols=[SIP]) as connection:
        assert ending(connection) == 1013


def test_a_place_that_was_given_back_can_be_taken_again() -> None:
    places = sip.Places(most=3, most_of_one=2)
    assert [places.take("a"), places.take("a"), places.take("a")] == [True, True, False]
    assert [places.take("b"), places.take("b")] == [True, False]
    places.give_back("a")
    assert places.take("b")


@pytest.fixture
def deaf(ports: tuple[int, int]) -> Iterator[None]:
    """A server in Asterisk's place that takes every connection and never answers, not even to a goodbye."""
    taken: list[socket.socket] = []

    def take_all() -> None:
        with suppress(OSError):
            while True:
                taken.append(door.accept()[0])
                protocol = ServerProtocol(subprotocols=[SIP])
                protocol.receive_data(taken[-1].recv(65536))
                (asked,) = protocol.events_received()
                protocol.send_response(protocol.accept(cast(Request, asked)))
                taken[-1].sendall(b"".join(protocol.data_to_send()))

    with socket.create_server(("127.0.0.1", ports[1])) as door:
        threading.Thread(target=take_all, daemon=True).start()
        yield
    for each in taken:
        each.close()


def test_browsers_that_came_and_went_hold_no_place(ports: tuple[int, int], deaf: None) -> None:
    for _ in range(sip.MOST_OF_ONE + 20):
        with connect(f"ws://127.0.0.1:{ports[0]}/sip", subprotocols=[SIP]):
            pass
    with connect(f"ws://127.0.0.1:{ports[0]}/sip", subprotocols=[SIP]) as last, pytest.raises(TimeoutError):
        last.recv(timeout=1)


def test_the_server_streams_an_event_as_soon_as_it_happens(ports: tuple[int, int]) -> None:
    def ask(method: str, path: str, body: object = None, **headers: str) -> HTTPConnection:
        connection = HTTPConnection("127.0.0.1", ports[0], timeout=5)
        content = {"Content-Type": "application/json"}
        connection.request(method, f"/api/v1{path}", json.dumps(body) if body else None, {**content, **headers})
        return connection

    entered = ask("POST", "/session", {"login": "sara", "password": PASSWORD}).getresponse()
    who = {
        "Cookie": (entered.getheader("Set-Cookie") or "").split(";")[0],
        "X-CSRF-Token": json.load(entered)["csrf"],
    }
    stream = ask("GET", "/live", **who).getresponse()
    assert stream.readline().startswith(b"retry:")
    assert ask("PUT", "/desk/presence", {"presence": "ready"}, **who).getresponse().status == 200
    lines = [stream.readline() for _ in range(4)]
    assert b"event: presence\n" in lines
    stream.close()
