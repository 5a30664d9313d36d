"""The REST interface of the stand-in: only what Twilio's document knows, asked and answered as it says."""

from __future__ import annotations

import base64
import json
import re
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.twilio.cloud import Cloud, Refusal
from tests.twilio.cloud_account import BASE, OF_ACCOUNT, Act, Form, page
from tests.twilio.cloud_conferences import Conference
from tests.twilio.cloud_legs import OVER, Softphone
from tests.twilio.cloud_media import Stream
from tests.twilio.cloud_recordings import OF_RECORDINGS, sound
from tests.twilio.contract import Breach, Operation, contract
from tests.twilio.house import ACCOUNT, TOKEN
from tests.twilio.phone import sid


def participant(leg_sid: str, label: str, conference: Conference, status: str) -> dict[str, Any]:
    return {
        "account_sid": ACCOUNT,
        "call_sid": leg_sid,
        "label": label or None,
        "conference_sid": conference.sid,
        "hold": leg_sid in conference.held,
        "muted": False,
        "end_conference_on_exit": leg_sid in conference.enders,
        "start_conference_on_enter": True,
        "status": status,
        "uri": f"{BASE}/Conferences/{conference.sid}/Participants/{leg_sid}.json",
    }


def call(cloud: Cloud, call_sid: str) -> dict[str, Any]:
    leg = cloud.calls.get(call_sid)
    if leg is None:
        raise Refusal(404, 20404, f"The requested resource {call_sid} was not found")
    status = {"initiated": "queued"}.get(leg.status, leg.status)
    direction = "outbound-api" if isinstance(leg, Softphone) else "inbound"
    uri = f"{BASE}/Calls/{call_sid}.json"
    return {"sid": call_sid, "account_sid": ACCOUNT, "status": status, "direction": direction, "uri": uri}


def create_participant(cloud: Cloud, path: dict[str, str], form: Form) -> tuple[int, Any]:
    waits = form.get("StartConferenceOnEnter", [""])[0].lower() == "false"
    leg = cloud.ring(
        path["ConferenceSid"],
        form["To"][0],
        form["Label"][0],
        form["StatusCallback"][0],
        set(form["StatusCallbackEvent"]),
        ends_it=form.get("EndConferenceOnExit", [""])[0].lower() == "true",
        recorded=form["RecordingStatusCallback"][0] if form.get("Record", [""])[0].lower() == "true" else "",
        awaits=form["WaitUrl"][0] if waits else "",
        judged=form["AmdStatusCallback"][0] if form.get("MachineDetection") == ["Enable"] else "",
    )
    coach(leg.conference, leg.sid, form)
    cloud.loses_answer()
    return 201, participant(leg.sid, leg.label, leg.conference, "queued")


def update_participant(cloud: Cloud, path: dict[str, str], form: Form) -> tuple[int, Any]:
    conference, member = cloud.conferences.get(path["ConferenceSid"]), path["CallSid"]
    if conference is None or member not in conference.members:
        raise Refusal(404, 20404, "The participant is not in this conference")
    coach(conference, member, form)
    for name, members in (("Hold", conference.held), ("EndConferenceOnExit", conference.enders)):
        if name in form:
            (members.add if form[name][0].lower() == "true" else members.discard)(member)
    if "AnnounceUrl" in form:
        cloud.announce(cloud.calls[member], form["AnnounceUrl"][0])
    return 200, participant(member, "", conference, "connected")


def coach(conference: Conference, member: str, form: Form) -> None:
    """Who is heard by whom: `Coaching` with a CallSid by that one alone, `Muted` by nobody."""
    if form.get("Coaching") == ["true"]:
        conference.coaches[member] = form["CallSidToCoach"][0]
    elif "Coaching" in form:
        conference.coaches.pop(member, None)
    if "Muted" in form:
        (conference.muted.add if form["Muted"] == ["true"] else conference.muted.discard)(member)


def list_conference(cloud: Cloud, _path: dict[str, str], query: Form) -> tuple[int, Any]:
    found = [
        {"sid": each.sid, "account_sid": ACCOUNT, "friendly_name": each.name, "status": each.status}
        for each in cloud.conferences.values()
        if each.name == query["FriendlyName"][0] and each.status == query["Status"][0]
    ]
    return 200, page("conferences", found)


def list_call(cloud: Cloud, _path: dict[str, str], query: Form) -> tuple[int, Any]:
    found = [call(cloud, each) for each in list(cloud.calls)]
    return 200, page("calls", [each for each in found if each["status"] == query["Status"][0]])


def fetch_call(cloud: Cloud, path: dict[str, str], _query: Form) -> tuple[int, Any]:
    return 200, call(cloud, path["Sid"])


def update_call(cloud: Cloud, path: dict[str, str], form: Form) -> tuple[int, Any]:
    now = call(cloud, path["Sid"])
    leg = cloud.calls[path["Sid"]]
    if leg.status in OVER:
        raise Refusal(400, 21220, "Call is not in-progress. Cannot redirect.")
    if "Status" in form:
        never = isinstance(leg, Softphone) and leg.status != "in-progress"
        cloud.ends(path["Sid"], "canceled" if never else "completed")
    elif isinstance(leg, Softphone):
        raise Refusal(400, 21220, "Only callers are redirected by us.")
    else:
        leg.redirected(form.get("Twiml", [""])[0], form.get("Url", [""])[0])
    return 200, {**now, "status": cloud.calls[path["Sid"]].status}


def stream(running: Stream, status: str) -> dict[str, Any]:
    return {"sid": running.sid, "account_sid": ACCOUNT, "call_sid": running.call_sid, "name": None, "status": status}


def create_stream(cloud: Cloud, path: dict[str, str], form: Form) -> tuple[int, Any]:
    url = form["Url"][0]
    if cloud.calls[path["CallSid"]].status != "in-progress":
        raise Refusal(404, 20404, "The call is not in progress")
    if form["Track"] != ["both_tracks"] or not url.startswith("wss://") or "?" in url:
        raise Refusal(400, 21218, "Only both tracks are streamed to us, and an address has no query")
    return 200, stream(cloud.media.start(path["CallSid"], url, form["StatusCallback"][0]), "in-progress")


def update_stream(cloud: Cloud, path: dict[str, str], _form: Form) -> tuple[int, Any]:
    running = cloud.media.streams.get(path["Sid"])
    if running is None or running.over.is_set():
        raise Refusal(404, 20404, "There is no such stream")
    running.stopping.set()
    return 200, stream(running, "stopped")


def message(text: dict[str, str]) -> dict[str, Any]:
    return {"account_sid": ACCOUNT, "status": "queued", "direction": "outbound-api", **text}


def create_message(cloud: Cloud, _path: dict[str, str], form: Form) -> tuple[int, Any]:
    to = form["To"][0]
    if to in cloud.unreachable:
        raise Refusal(400, 21614, f"'To' number {to} is not a valid mobile number")
    cloud.texts.append({"sid": sid("SM"), "to": to, "from": form["From"][0], "body": form["Body"][0]})
    cloud.loses_answer()
    return 201, message(cloud.texts[-1])


def list_message(cloud: Cloud, _path: dict[str, str], query: Form) -> tuple[int, Any]:
    return 200, page("messages", [message(each) for each in cloud.texts if each["to"] == query["To"][0]])


ACTS: dict[str, Act] = {
    **OF_ACCOUNT,
    **OF_RECORDINGS,
    "CreateParticipant": create_participant,
    "UpdateParticipant": update_participant,
    "ListConference": list_conference,
    "ListCall": list_call,
    "FetchCall": fetch_call,
    "UpdateCall": update_call,
    "CreateStream": create_stream,
    "UpdateStream": update_stream,
    "CreateMessage": create_message,
    "ListMessage": list_message,
}


class Server(ThreadingHTTPServer):
    daemon_threads = True
    cloud: Cloud


class Rest(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"

    def _serve(self) -> None:
        cloud, parts = self.server.cloud, urlsplit(self.path)
        form = parse_qs(self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode(), keep_blank_values=True)
        cloud.asked.append(f"{self.command} {parts.path.removeprefix(BASE)}")
        login = base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
        if self.headers.get("Authorization") != f"Basic {login}":
            self._answer(401, {"code": 20003, "message": "Authenticate", "status": 401})
        elif cloud.trouble:
            self._answer(cloud.trouble.popleft(), {"code": 20500, "message": "trouble", "status": 500})
        elif self.command in cloud.refusing.split():
            self._answer(503, {"code": 20503, "message": "trouble", "status": 503})
        elif media := re.fullmatch(rf"{BASE}/Recordings/(RE\w+)\.wav", parts.path):
            found = cloud.recordings.get(media[1])
            self._answer(200 if found else 404, sound(cloud, found[0]) if found else {"status": 404})
        else:
            self._ask(cloud, parts.path, parse_qs(parts.query), form)

    do_GET = do_POST = do_DELETE = _serve

    def _ask(self, cloud: Cloud, path: str, query: Form, form: Form) -> None:
        try:
            operation = contract().request(self.command, path, query, form)
            status, body = self._act(cloud, operation, form or query)
        except Breach as breach:
            cloud.breaches.append(str(breach))
            status, body = 400, {"code": 20001, "message": str(breach), "status": 400}
        except Refusal as refusal:
            status, body = refusal.status, refusal.body
        except Exception as fault:  # noqa: BLE001 - the test fails with it, not the server's thread
            cloud.breaches.append(f"the stand-in failed: {fault!r}")
            status, body = 500, {"code": 20500, "message": repr(fault), "status": 500}
        self._answer(status, body)

    def _act(self, cloud: Cloud, operation: Operation, sent: Form) -> tuple[int, Any]:
        if operation.id not in ACTS:
            raise Breach(f"the stand-in does not know {operation.id} yet")
        status, body = ACTS[operation.id](cloud, operation.found, sent)
        contract().answer(operation, status, body)
        return status, body

    def _answer(self, status: int, body: Any) -> None:
        data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        self.send_response(status)
        if status in (429, 500, 503) and self.server.cloud.retry_after:
            self.send_header("Retry-After", self.server.cloud.retry_after)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Content-Type", "audio/wav" if isinstance(body, bytes) else "application/json")
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def listening() -> Any:
    """A server that waits for its cloud: (server, address)."""
    server = Server(("127.0.0.1", 0), Rest)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield server, f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
