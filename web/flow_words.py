"""What callers chose and answered, in the language of whoever reads it: the flow has it in all of its languages."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from sqlalchemy import select, union
from sqlalchemy.orm import Session

from acd.models import Queue
from channels.models import Conversation
from hotline import versions, walk
from hotline.models import FlowTurn, Hotline
from ivr.flow import Flow
from ivr.heard import DialEnded
from ivr.kinds import AnyNode
from ivr.kinds.ends import Goodbye, ToQueue
from ivr.kinds.question import Question
from ivr.texts import PLACEHOLDER
from telephony.models import Call
from web.schemas.base import PathStep
from web.words import in_language

Walker = Call | Conversation

_SENTENCE = re.compile(r"[^\s.!?؟](?:[^.!?؟]|[.!?؟](?=\S))*[.!?؟]*")

LONGEST = 60
"""Characters of a question that stand for its step."""


class FlowWords:
    """For one reader and one request. `journeys` are the ids of those whose answers will be asked for."""

    def __init__(self, session: Session, language: str, journeys: Collection[int] = ()) -> None:
        self.language = language
        self._session = session
        self._journeys = journeys
        self._flows: dict[int, Flow] = {}
        self._walked: dict[int, list[int]] | None = None
        self._letters: list[int] | None = None

    def path(self, row: Walker) -> list[PathStep]:
        """The way that a contact walked. Each step has a label, whatever came of it."""
        return [self._step(self._walked_at(row, step["node"]), step) for step in row.path]

    def answer(self, journey_id: int, name: str, label: str) -> str:
        """What was answered, as the flows read it through which people walked with this journey."""
        if self._walked is None:
            self._walked = self._versions()
        walked = self._walked.get(journey_id) or self._main()
        known = (self._flow(each).answer_in(name, label, self.language) for each in walked)
        return next((text for text in known if text != label), label)

    def _versions(self) -> dict[int, list[int]]:
        """Journey → the versions through which people walked with it, the newest first."""
        both = union(
            *(
                select(kind.journey_id, kind.flow_version_id).where(kind.journey_id.in_(self._journeys))
                for kind in (Call, Conversation)
            )
        )
        walked: dict[int, list[int]] = {}
        for journey, version in self._session.execute(both):
            if journey is not None and version is not None:
                walked.setdefault(journey, []).append(version)
        return {journey: sorted(found, reverse=True) for journey, found in walked.items()}

    def _main(self) -> list[int]:
        """What letters are understood by (`hotline.told`): nobody walked with those."""
        if self._letters is None:
            main = self._session.scalar(select(Hotline.flow_key).where(Hotline.is_default.is_(True)))
            live = versions.live(self._session, main) if main else None
            self._letters = [live.id] if live else []
        return self._letters

    def _flow(self, version: int) -> Flow:
        if version not in self._flows:
            self._flows[version] = walk.published(self._session, version).flow
        return self._flows[version]

    def _walked_at(self, row: Walker, place: str) -> Flow | None:
        """The flow of a step: the contact's own or, before a survey, the one that it walked earlier."""
        own = self._flow(row.flow_version_id) if row.flow_version_id else None
        if own is None or own.at(place):
            return own
        found = next((flow for flow in self._flows.values() if flow.at(place)), None)
        return found or next((flow for flow in map(self._flow, self._turned(row)) if flow.at(place)), None)

    def _turned(self, row: Walker) -> list[int]:
        kind, contact = ("call", row.id) if isinstance(row, Call) else (row.channel, row.id)
        turns = select(FlowTurn.version_id).where(FlowTurn.kind == kind, FlowTurn.contact_id == contact)
        return list(self._session.scalars(turns.distinct()))

    def _step(self, flow: Flow | None, step: Mapping[str, str]) -> PathStep:
        place, label, heard = step["node"], step["label"], step["heard"]
        node = flow.at(place) if flow else None
        if flow is None or node is None:
            label = label or _readable(place)
        elif isinstance(node, ToQueue):
            # Which queue it is, its own name says best; how their waiting there ended is told elsewhere.
            queue = self._session.get(Queue, node.queue)
            label = in_language(queue.names, self.language) if queue else node.title or _readable(node.queue)
        elif not label or isinstance(node, Goodbye):
            label = self._name(flow, place, node)
        else:
            label = flow.label_in(place, label, self.language)
        if node and DialEnded in node.law and not step["label"]:
            heard = ""
        return PathStep(node=place, label=label, heard=heard, way=step["way"])

    def _name(self, flow: Flow, place: str, node: AnyNode) -> str:
        """A question by its own words, since agents know them from callers; anything else by its title."""
        prompt = getattr(node, "prompt", None)
        asked: list[str] = (
            _SENTENCE.findall(prompt.text(self.language)) if isinstance(node, Question) and prompt else []
        )
        # Whose name or number stood in a sentence is not known any more.
        said = [each for each in asked if not PLACEHOLDER.search(each) and len(each) <= LONGEST]
        if said:
            return said[-1]
        named = flow.answer_names.get(getattr(node, "answer", None) or "")
        return (named.text(self.language) if named else "") or node.title or _readable(place)


def _readable(key: str) -> str:
    """The name of a node or a queue, as words: better than nothing where there is nothing better."""
    return key.rpartition("/")[2].replace("_", " ").capitalize()
