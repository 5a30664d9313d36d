"""Callers in numbers: each dials, does what it is told, and may hang up."""

from __future__ import annotations

import copy
import json
from collections.abc import Sequence
from datetime import timedelta
from itertools import count
from typing import Any

from db import Database, now
from hotline import analytics, replay, versions
from hotline.analytics import Count
from hotline.replay import Replayed
from hotline.versions import Wish
from ivr.flow import read
from ivr.heard import Digits, Silence
from tests.story import FLOW, Company

DEMO: dict[str, Any] = json.loads(FLOW.read_text("utf-8"))


class Callers:
    """A company whose callers walk through its flow."""

    def __init__(self, db: Database) -> None:
        self.company, self.db = Company(db), db
        self._numbers = count(1)

    def call(self, *does: str) -> int:
        """A stranger calls: keys, `silence`, or `hangup`. Returns the call's id."""
        caller = self.company.dial(f"+1555777{next(self._numbers):04}")
        for one in does:
            if one == "hangup":
                caller.hangs_up()
            else:
                caller.does(Silence() if one == "silence" else Digits(one))
        return caller.id

    def publish(self, definition: dict[str, Any]) -> int:
        with self.db.transaction() as session:
            return versions.publish(session, "main", definition, Wish("Nadia")).number

    def replay(self, definition: dict[str, Any], calls: int = 1000) -> Replayed:
        with self.db.reading(long=True) as session:
            return replay.replay(session, "main", read(definition), calls)

    def count(self, number: int | None = None) -> Count:
        at = now()
        with self.db.reading() as session:
            ids = analytics.version_ids(session, "main", number)
            return analytics.count(session, ids, at - timedelta(days=1), at + timedelta(days=1))


def changed(node: str, **fields: Any) -> dict[str, Any]:
    """The demo flow with one node changed."""
    flow = copy.deepcopy(DEMO)
    for one in flow["nodes"]:
        if one["key"] == node:
            one.update(fields)
    return flow


def led_elsewhere(node: str, key: str, to: str) -> dict[str, Any]:
    """The demo flow in which one key of a menu leads elsewhere."""
    options: Sequence[dict[str, Any]] = next(one for one in DEMO["nodes"] if one["key"] == node)["options"]
    return changed(node, options=[{**option, "next": to} if option["key"] == key else option for option in options])
