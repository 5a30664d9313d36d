"""Twilio's published OpenAPI document as a judge of every request of ours, and of every answer of the stand-in."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from openapi_schema_validator import OAS30Validator

DOCUMENT = Path(__file__).resolve().parents[3] / "shared" / "twilio" / "twilio_api_v2010.json"
FORM = "application/x-www-form-urlencoded"


class Breach(AssertionError):
    """A request or an answer that is not in the document."""


@dataclass(frozen=True)
class Operation:
    """One path and method, with what the path said."""

    id: str
    path: str
    method: str
    found: dict[str, str]


class Contract:
    """`request` finds the operation and checks what was sent; `answer` checks what is sent back. Both raise Breach."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._paths = document["paths"]
        self._components = document["components"]
        self._patterns = [(re.compile(_pattern(path)), path) for path in self._paths]

    def request(self, method: str, path: str, query: dict[str, list[str]], form: dict[str, list[str]]) -> Operation:
        for pattern, template in self._patterns:
            found = pattern.fullmatch(path)
            if found and method.lower() in self._paths[template]:
                break
        else:
            raise Breach(f"{method} {path} is not in the document")
        operation = self._paths[template][method.lower()]
        parameters = {each["name"]: each for each in operation.get("parameters", [])}
        for name, value in found.groupdict().items():
            self._fits(parameters[name]["schema"], value, f"{name} in {path}")
        for name, values in query.items():
            if name not in parameters or parameters[name]["in"] != "query":
                raise Breach(f"{method} {template} has no parameter {name}")
            self._fits(parameters[name]["schema"], values, name)
        self._form(operation, form, f"{method} {template}")
        return Operation(operation["operationId"], template, method.lower(), found.groupdict())

    def _form(self, operation: dict[str, Any], form: dict[str, list[str]], where: str) -> None:
        body = operation.get("requestBody", {}).get("content", {}).get(FORM, {}).get("schema", {})
        for name in body.get("required", []):
            if name not in form:
                raise Breach(f"{where} needs {name}")
        for name, values in form.items():
            if name not in body.get("properties", {}):
                raise Breach(f"{where} has no field {name}")
            self._fits(body["properties"][name], values, f"{name} of {where}")

    def answer(self, operation: Operation, status: int, body: Any) -> None:
        responses = self._paths[operation.path][operation.method]["responses"]
        if str(status) not in responses:
            raise Breach(f"{operation.id} never answers {status}")
        content = responses[str(status)].get("content", {})
        if content:
            self._valid(content["application/json"]["schema"], body, operation.id)

    def _fits(self, schema: dict[str, Any], sent: str | list[str], what: str) -> None:
        """Text off the wire, read as the type that the document gives it."""
        kind = schema.get("type")
        values = [sent] if isinstance(sent, str) else sent
        if kind == "array":
            self._valid(schema, values, what)
            return
        if len(values) != 1:
            raise Breach(f"{what} was sent {len(values)} times")
        read: Any = values[0]
        if kind == "boolean" and read in ("true", "false", "True", "False"):
            read = read.lower() == "true"
        elif kind == "integer" and re.fullmatch(r"-?\d+", read):
            read = int(read)
        elif schema.get("format") == "uri" and not re.match(r"(https?|wss)://", read):
            raise Breach(f"{what}: {read!r} is no absolute address")
        self._valid(schema, read, what)

    def _valid(self, schema: dict[str, Any], value: Any, what: str) -> None:
        # References are looked up from the root, so the root has what they refer to.
        validator = OAS30Validator({**schema, "components": self._components})
        for fault in validator.iter_errors(value):
            raise Breach(f"{what}: {fault.message}")


@cache
def contract() -> Contract:
    """Read once. Raises FileNotFoundError where the document is not there."""
    return Contract(json.loads(DOCUMENT.read_text("utf-8")))


def _pattern(template: str) -> str:
    return re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+?)", re.escape(template))
