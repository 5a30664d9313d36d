"""What became of a golden conversation, as a backend's call in the database tells it."""

from __future__ import annotations

from typing import Any

from hotline.dialogue import ending_text
from ivr.state import State
from ivr.turns import Turn
from telephony.models import Call


def journey_of(call: Call) -> dict[str, Any]:
    """As `Dialogue.journey` has it for the simulator."""
    state = State.from_json(call.flow_state or {})
    ending = ending_text(Turn.from_json(call.turn or {}).ending)
    return {
        "answers": {name: answer.value for name, answer in state.answers.items()},
        "topic": state.topic,
        "language": state.language,
        "new_journey": state.new_journey,
        "resumed": state.resumed,
        "path": [(step["node"], step["heard"], step["way"]) for step in call.path],
        "ending": "hung up" if state.ended == "hung_up" else ending,
    }
