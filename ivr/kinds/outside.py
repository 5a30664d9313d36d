"""look_up, transfer, message: where a flow reaches beyond itself. Each names what is to be done; a driver does it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from ivr import turns
from ivr.facts import LONGEST_FACT, Value
from ivr.heard import DialEnded, Digits, Heard, HungUp, LookedUp, Silence, Spoken, Started
from ivr.kinds.base import Law, Move, Node, Walk, way
from ivr.texts import FlowKey, Name, Prompt, Texts, fill
from ivr.written import written

LONGEST_SMS = 480
"""Characters: three messages' worth."""

Path = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,60}(\.[A-Za-z0-9_-]{1,60}){0,9}$")]
Template = Annotated[str, StringConstraints(max_length=200)]


class Taken(BaseModel):
    """One thing taken out of an answer, kept as a fact of this conversation."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    fact: Name = Field(description="Its name: forks ask facts.NAME, prompts say {NAME}.")
    path: Path = Field(description="Where it stands in the answer: order.status, or items.0.name.")
    needed: bool = Field(default=False, description="Without it the look-up has failed.")

    def out_of(self, answer: Any) -> Value | None:
        """The value at `path`; None where there is none, or no single one."""
        for step in self.path.split("."):
            if isinstance(answer, Mapping):
                answer = answer.get(step)
            elif isinstance(answer, Sequence) and not isinstance(answer, str) and step.isdecimal():
                answer = answer[int(step)] if int(step) < len(answer) else None
            else:
                return None
        if isinstance(answer, float):
            # JSON has one kind of numbers: 5.0 is 5, and what is no whole number can only be read.
            answer = int(answer) if answer.is_integer() else str(answer)
        return answer[:LONGEST_FACT] if isinstance(answer, str) else answer if isinstance(answer, bool | int) else None


class LookUp(Node):
    """Asks the company's own system, by a connection that is configured beside the flow and keeps its secrets."""

    law: ClassVar[Law] = {
        Started: ("again",),
        Digits: ("again",),
        Spoken: ("again",),
        Silence: ("again",),
        LookedUp: ("next", "failure"),
        HungUp: ("hang_up",),
    }
    waits: ClassVar[bool] = True
    kind: Literal["look_up"] = "look_up"
    prompt: Prompt | None = Field(default=None, description="Said while it is looked up.")
    connection: FlowKey = Field(description="The connection's name.")
    send: dict[Name, Template] = Field(
        default_factory=dict, max_length=20, description='What is sent: {"number": "{order_number}"}.'
    )
    take: list[Taken] = Field(default_factory=list, max_length=20, description="What is kept of the answer.")
    timeout_s: float = Field(default=5.0, ge=1, le=10, description="Seconds to wait for the answer.")
    next: Name = way("Where it goes on with the answer.")
    failure: Name = way("Where it goes on if there is none, or it lacks what is needed.")

    def passes(self, field: str) -> bool:
        return True  # Nobody is waited for: a circle of look-ups would ask the company's system for ever.

    def enter(self, walk: Walk) -> Move:
        walk.say(self.prompt)
        return self._wish(walk)

    def hear(self, walk: Walk, heard: Heard) -> Move:
        if not isinstance(heard, LookedUp):
            return self._wish(walk)
        if not heard.ok:
            walk.note("failure", label=self.title)
            return self.failure
        found = {taken.fact: taken.out_of(heard.answer) for taken in self.take}
        missing = [taken.path for taken in self.take if taken.needed and found[taken.fact] is None]
        if missing:
            walk.note("failure", f"no {missing[0]}", self.title)
            return self.failure
        kept = {name: value for name, value in walk.state.found.items() if name not in found}
        walk.change(found=kept | {name: value for name, value in found.items() if value is not None})
        walk.note("next", label=self.title)
        return self.next

    def _wish(self, walk: Walk) -> turns.LookUp:
        values = walk.plain_values()
        return turns.LookUp(
            self.connection, {name: fill(text, values) for name, text in self.send.items()}, self.timeout_s
        )


class Transfer(Node):
    """Connects to a number outside. Busy, no answer and failure are told apart; in a chat it always fails."""

    law: ClassVar[Law] = {
        Started: ("again",),
        DialEnded: ("next", "busy", "no_answer", "failure"),
        HungUp: ("hang_up",),
    }
    waits: ClassVar[bool] = True
    kind: Literal["transfer"] = "transfer"
    prompt: Prompt | None = Field(default=None, description="Said before it rings.")
    number: str = Field(pattern=r"^\+[1-9][0-9]{6,14}$", description="The number, with its country: +4930123456.")
    timeout_s: int = Field(default=30, ge=5, le=120, description="Seconds to let it ring.")
    next: Name | None = way("After the talk; none hangs up.", default=None)
    busy: Name | None = way("It is busy; none goes the way of failure.", default=None)
    no_answer: Name | None = way("Nobody answers; none goes the way of failure.", default=None)
    failure: Name = way("It cannot be reached.")

    def enter(self, walk: Walk) -> Move:
        walk.say(self.prompt)
        return turns.Dial(self.number, self.timeout_s)

    def hear(self, walk: Walk, heard: Heard) -> Move:
        if not isinstance(heard, DialEnded):
            return turns.Dial(self.number, self.timeout_s)
        ways = {"answered": "next", "busy": "busy", "no_answer": "no_answer"}
        taken = ways.get(heard.status, "failure")
        walk.note(taken, heard.status, self.title or self.number)
        if taken == "next":
            return self.next or turns.Hangup("goodbye")
        return {"busy": self.busy, "no_answer": self.no_answer}.get(taken) or self.failure


class Message(Node):
    """Sends a text or an email, such as a link. In a chat it is simply written there.

    Placeholders within a link are quoted; elsewhere they are plain words. One customer gets a few in an hour at most.
    """

    kind: Literal["message"] = "message"
    by: Literal["sms", "email"] = Field(description="How it is sent.")
    subject: Texts | None = Field(default=None, description="The subject of an email.")
    text: Prompt = Field(description="What is sent.")
    prompt: Prompt | None = Field(default=None, description="Said when it is on its way.")
    next: Name = way("Where it goes on.")
    failure: Name = way("Where it goes on if no address is known, none can be sent that way, or it were too many.")

    def enter(self, walk: Walk) -> Move:
        values = walk.values(), walk.plain_values()
        text = written(self.text.text(walk.language), *values)
        if walk.facts.written:
            walk.prompts.append(turns.Say(text, walk.language))
            return self.next
        to = walk.facts.email if self.by == "email" else walk.facts.caller
        if not to or self.by not in walk.facts.can_send:
            walk.note("failure", label=self.title or self.by)
            return self.failure
        subject = written(self.subject.text(walk.language), *values) if self.subject else walk.root.name
        walk.sends.append(turns.Send(self.by, to, text[:LONGEST_SMS] if self.by == "sms" else text, subject))
        walk.note("next", label=self.title or self.by)
        walk.say(self.prompt)
        return self.next
