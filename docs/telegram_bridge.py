"""A bridge between a Telegram bot and Threadline: what people write to the bot is a chat, and what is said there goes
back to them. An example of docs/messengers.md, whole and in use as it is; it needs Python alone.

    TELEGRAM_TOKEN=… THREADLINE=https://calls.example SECRET=… python docs/telegram_bridge.py
"""

import hashlib
import hmac
import json
import os
import sqlite3
import threading
import time
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TELEGRAM = f"{os.environ.get('TELEGRAM_API', 'https://api.telegram.org')}/bot{os.environ['TELEGRAM_TOKEN']}"
MESSAGES = f"{os.environ['THREADLINE']}/api/v1/messengers/telegram/messages"
SECRET = os.environ["SECRET"].encode()
HEADER = "X-Threadline-Signature"
# What was written already is remembered on the disk: Threadline tries again what it is not sure that we have.
KEPT = sqlite3.connect(os.environ.get("KEPT", "telegram_bridge.db"), check_same_thread=False, isolation_level=None)
KEPT.execute("CREATE TABLE IF NOT EXISTS written (id INTEGER PRIMARY KEY)")
ONE_AT_A_TIME = threading.Lock()


def signed(body: bytes, at: str) -> str:
    return f"t={at},v1={hmac.new(SECRET, at.encode() + b'.' + body, hashlib.sha256).hexdigest()}"


def post(url: str, message: dict[str, Any], sign: bool = False) -> Any:
    body = json.dumps(message).encode()
    headers = {"Content-Type": "application/json"} | ({HEADER: signed(body, str(int(time.time())))} if sign else {})
    asked = urllib.request.Request(url, body, headers)  # noqa: S310
    with urllib.request.urlopen(asked, timeout=60) as answer:  # noqa: S310
        return json.load(answer)


class Outgoing(BaseHTTPRequestHandler):
    """Threadline brings what is to be written. Each message is written once, whoever brings it again."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        given = self.headers.get(HEADER, "")
        at = given[2:].partition(",")[0]
        if not (at.isdigit() and abs(time.time() - int(at)) < 300 and hmac.compare_digest(given, signed(body, at))):
            self.send_error(403)
            return
        message = json.loads(body)
        with ONE_AT_A_TIME:
            if not KEPT.execute("SELECT 1 FROM written WHERE id = ?", [message["id"]]).fetchone():
                post(f"{TELEGRAM}/sendMessage", {"chat_id": message["to"], "text": message["text"]})
                KEPT.execute("INSERT INTO written VALUES (?)", [message["id"]])
        self.send_response(200)
        self.end_headers()


def bring(update: dict[str, Any]) -> None:
    """What somebody wrote. Threadline takes the same id once, so that we may bring it again after a crash."""
    written = update.get("message", {})
    if "text" in written:
        who = written["from"]
        known = {"name": who.get("first_name", ""), "language": who.get("language_code", "")[:2]}
        text = {"id": str(update["update_id"]), "sender": str(written["chat"]["id"]), "text": written["text"]}
        post(MESSAGES, text | known, sign=True)


threading.Thread(
    target=ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("PORT", "8090"))), Outgoing).serve_forever, daemon=True
).start()
offset = 0
while True:
    try:
        for update in post(f"{TELEGRAM}/getUpdates", {"offset": offset, "timeout": 30})["result"]:
            bring(update)
            offset = update["update_id"] + 1
    except OSError as fault:  # The next round begins where this one stopped.
        print(f"trying again in a moment: {fault}", flush=True)
        time.sleep(1)
