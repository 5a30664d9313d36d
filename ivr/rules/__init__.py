"""What makes a flow fit to be published. One rule a function, which takes a flow and tells of its faults."""

from __future__ import annotations

from ivr.rules.answers import answer_names, forks, numbers, unknown_connections, unknown_queues
from ivr.rules.choices import choices, language_options
from ivr.rules.texts import languages, messages, names_in_texts
from ivr.rules.ways import (
    closed_hours,
    codes,
    dangling,
    no_way_out,
    silent_circles,
    sub_flows,
    twice_the_same_key,
    unreachable,
)

__all__ = ["RULES", "unknown_connections", "unknown_queues"]

RULES = (
    twice_the_same_key,
    dangling,
    sub_flows,
    unreachable,
    silent_circles,
    no_way_out,
    closed_hours,
    languages,
    language_options,
    names_in_texts,
    messages,
    answer_names,
    choices,
    numbers,
    forks,
    codes,
)
