"""Behind a reverse proxy: visitors are told apart, and the live stream and the softphone's WebSocket come through."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest
from websockets.sync.client import connect
from websockets.sync.server import serve

from config import Config, ConfigError
from tests.web.house import PASSWORD
from tests.web.test_server import ROOT, SIP, Echo, free_ports


class Proxy:
    """Carries connections to `target`, and tells it of each request's peer as proxies do."""

    def __init__(self, target: int) -> None:
        self._target = target
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._door.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        self._door.close()

    def _serve(self) -> None:
        while True:
            try:
                client, (address, _) = self._door.accept()
            except OSError:
                return
            threading.Thread(target=self._carry, args=(client, address), daemon=True).start()

    def _carry(self, client: socket.socket, address: str) -> None:
        head = b""
        while b"\r\n\r\n" not in head:
            head += client.recv(65536)
        head = head.replace(b"\r\n\r\n", f"\r\nX-Forwarded-For: {address}\r\n\r\n".encode(), 1)
        server = socket.create_connection(("127.0.0.1", self._target))
        server.sendall(head)
        threading.Thread(target=_pour, args=(server, client), daemon=True).start()
        _pour(client, server)


def _pour(source: socket.socket, target: socket.socket) -> None:
    try:
        while part := source.recv(65536):
            target.sendall(part)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        target.close()


@pytest.fixture(scope="module")
def asterisk_port() -> int:
    return free_ports(1)[0]


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory, asterisk_port: int) -> Iterator[Proxy]:
    """Our real server behind one proxy."""
    (port,) = free_ports(1)
    folder = tmp_path_factory.mktemp("house")
    command = [sys.executable, "-m", "tests.web.serve_house", str(folder), str(port), str(asterisk_port), "1"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout and server.stdout.readline() == "ready\n"
        proxy = Proxy(port)
        yield proxy
        proxy.close()
        server.terminate()


def ask(proxy: Proxy, method: str, path: str, body: object, source: str = "127.0.0.1", **more: str) -> HTTPResponse:
    """One request by a visitor whose address is `source`."""
    connection = HTTPConnection("127.0.0.1", proxy.port, timeout=5, source_address=(source, 0))
    headers = {"Content-Type": "application/json", "Connection": "close", **more}
    connection.request(method, f"/api/v1{path}", json.dumps(body) if body else None, headers)
    return connection.getresponse()


def test_wrong_passwords_from_one_address_lock_nobody_else_out(proxy: Proxy) -> None:
    wrong, right = {"login": "sara", "password": "wrong"}, {"login": "sara", "password": PASSWORD}
    assert [ask(proxy, "POST", "/session", wrong, "127.0.0.2").status for _ in range(11)] == [401] * 10 + [429]
    assert ask(proxy, "POST", "/session", right, "127.0.0.3").status == 200


def test_an_address_that_a_visitor_claims_counts_for_nothing(proxy: Proxy) -> None:
    wrong = {"login": "omid", "password": "wrong"}
    statuses = [
        ask(proxy, "POST", "/session", wrong, "127.0.0.4", **{"X-Forwarded-For": f"10.0.0.{number}"}).status
        for number in range(11)
    ]
    assert statuses == [401] * 10 + [429]


def test_the_live_stream_comes_through_at_once(proxy: Proxy) -> None:
    entered = ask(proxy, "POST", "/session", {"login": "sara", "password": PASSWORD})
    who = {
        "Cookie": (entered.getheader("Set-Cookie") or "").split(";")[0],
        "X-CSRF-Token": json.load(entered)["csrf"],
    }
    stream = ask(proxy, "GET", "/live", None, **who)
    assert stream.readline().startswith(b"retry:")
    assert ask(proxy, "PUT", "/desk/presence", {"presence": "ready"}, **who).status == 200
    assert b"event: presence\n" in [stream.readline() for _ in range(4)]
    stream.close()


def test_the_softphone_s_websocket_comes_through(proxy: Proxy, asterisk_port: int) -> None:
    with serve(Echo(), "127.0.0.1", asterisk_port, subprotocols=[SIP]) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with connect(f"ws://127.0.0.1:{proxy.port}/sip", subprotocols=[SIP]) as browser:
            browser.send("OPTIONS sip:threadline SIP/2.0\r\n\r\n")
            assert browser.recv(5) == "OPTIONS sip:threadline SIP/2.0\r\n\r\n"
        server.shutdown()


def test_a_number_of_proxies_that_is_none_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="TRUSTED_PROXIES='all'"):
        Config.from_env({"THREADLINE_VAR": str(tmp_path), "TRUSTED_PROXIES": "all"})
    assert Config.from_env({"THREADLINE_VAR": str(tmp_path), "TRUSTED_PROXIES": "2"}).trusted_proxies == 2
