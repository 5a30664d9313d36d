"""The rival: a Flask view that returns fixed TwiML, and nothing else, behind the same web server as ours."""

from __future__ import annotations

import sys
from dataclasses import replace

from flask import Flask, Response

from config import Config
from web.server import Server

FIXED = (
    '<?xml version="1.0" encoding="UTF-8"?><Response><Gather action="https://bench.example.com/twilio/turn" '
    'input="dtmf" numDigits="1"><Say voice="Polly.Joanna-Neural">For orders, press 1.</Say></Gather></Response>'
)


def make() -> Flask:
    site = Flask("bare")

    @site.post("/twilio/<path:_path>")
    def fixed(_path: str) -> Response:
        return Response(FIXED, mimetype="text/xml")

    return site


if __name__ == "__main__":
    Server(replace(Config.from_env(), port=int(sys.argv[1])), make, lambda: None).run()
