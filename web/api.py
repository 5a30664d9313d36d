"""A chapter of the REST interface: a blueprint under /api/v1 whose errors are Problems."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

from web.schemas.base import Problem

PREFIX = "/api/v1"


def chapter(name: str, about: str) -> APIBlueprint:
    """A new blueprint; `name` tags its operations and begins their ids, so each view must be named well."""
    return APIBlueprint(
        name,
        __name__,
        url_prefix=PREFIX,
        abp_tags=[Tag(name=name, description=about)],
        abp_responses={"400": Problem, "default": Problem},
        operation_id_callback=_operation_id,
    )


def takes_files(api: APIBlueprint, view: str, largest: int) -> None:
    """This view is given whole files, of so many bytes: larger than any other request may be."""

    @api.before_request
    def room_for_a_file() -> None:
        if request.endpoint == f"{api.name}.{view}":
            request.max_content_length = largest


def binary(media_type: str) -> dict[str, Any]:
    """The description of an answer that is no JSON."""
    return {"content": {media_type: {"schema": {"type": "string", "format": "binary"}}}}


def _operation_id(*, bp_name: str, name: str, path: str, method: str) -> str:
    return f"{bp_name}_{name}"
