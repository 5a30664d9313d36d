"""to_queue, voicemail, goodbye: where the flow hands the conversation over, or ends it."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints

from ivr import turns
from ivr.heard import DialEnded, Digits, Heard, HungUp, Recorded, Silence, Spoken, Started
from ivr.kinds.base import Law, Move, Node, Walk, way
from ivr.state import Message
from ivr.texts import FlowKey, Name, Prompt, fill

LONGEST_MESSAGE = 4000

Skill = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_{}-]{1,40}$")]


def skills_of(skills: list[str], walk: Walk) -> tuple[str, ...]:
    """What the agent must know in this conversation."""
    return tuple(fill(skill, {"language": walk.language}) for skill in skills)


class ToQueue(Node):
    """Hands over to a queue. What happens while waiting is the queue's business; it may come back by DialEnded."""

    law: ClassVar[Law] = {
        Started: ("again",),
        Digits: ("again",),
        Spoken: ("again",),
        Silence: ("again",),
        DialEnded: ("next", "failure"),
        HungUp: ("hang_up",),
    }
    waits: ClassVar[bool] = True
    kind: Literal["to_queue"] = "to_queue"
    prompt: Prompt | None = Field(default=None, description="Said before the waiting begins.")
    queue: FlowKey = Field(description="The queue's key.")
    skills: list[Skill] = Field(
        default_factory=list, description="What the agent must know; {language} is the conversation's language."
    )
    priority: int = Field(default=0, ge=-100, le=100, description="Higher goes first.")
    next: Name | None = way("After the talk with an agent, such as a survey; none hangs up.", default=None)
    failure: Name | None = way("Where it goes if nobody could be reached; none apologises.", default=None)

    def enter(self, walk: Walk) -> Move:
        walk.say(self.prompt)
        walk.note("next", label=self.title or self.queue)
        return self._wait(walk)

    def hear(self, walk: Walk, heard: Heard) -> Move:
        if not isinstance(heard, DialEnded):
            return self._wait(walk)
        served = heard.status == "answered"
        walk.note("next" if served else "failure", heard.status)
        if served:
            return self.next or turns.Hangup("goodbye")
        return self.failure or turns.Hangup("fault")

    def _wait(self, walk: Walk) -> turns.Enqueue:
        return turns.Enqueue(self.queue, skills_of(self.skills, walk), self.priority)


class Voicemail(Node):
    """Takes a message: recorded on a phone, written in a chat."""

    law: ClassVar[Law] = {
        Started: ("again",),
        Recorded: ("next", "no_input"),
        Spoken: ("next", "no_input"),
        Digits: ("next", "no_input"),
        Silence: ("no_input",),
        HungUp: ("hang_up",),
    }
    waits: ClassVar[bool] = True
    kind: Literal["voicemail"] = "voicemail"
    prompt: Prompt = Field(description="Asks for the message.")
    thanks: Prompt = Field(description="Said when it was left.")
    nothing: Prompt | None = Field(default=None, description="Said once if nothing was left, before asking again.")
    max_s: int = Field(default=120, ge=5, le=600, description="Longest message in seconds.")
    min_s: float = Field(default=1.0, ge=0, le=10, description="A shorter recording holds no message.")
    next: Name | None = way("Where it goes on; none hangs up.", default=None)

    def enter(self, walk: Walk) -> Move:
        walk.say(self.prompt)
        return turns.Record(max_s=self.max_s)

    def hear(self, walk: Walk, heard: Heard) -> Move:
        if isinstance(heard, Started):
            return self.enter(walk)
        message = self._message(heard)
        if message is not None:
            walk.change(message=message)
            walk.note("next", message.text or f"{message.duration_s:g} s")
            walk.say(self.thanks)
            return self._on()
        walk.note("no_input")
        met = walk.state.retries.get("no_input", 0) + 1
        walk.change(retries={"no_input": met})
        if met > 1:
            return self.next or turns.Hangup("goodbye")
        walk.say(self.nothing)
        return self.enter(walk)

    def _message(self, heard: Heard) -> Message | None:
        match heard:
            case Recorded(audio, duration_s) if duration_s >= self.min_s:
                return Message(audio=audio, duration_s=duration_s)
            case Spoken(text) | Digits(text) if text.strip():
                return Message(text=text.strip()[:LONGEST_MESSAGE])
        return None

    def _on(self) -> Move:
        return self.next or turns.Hangup("voicemail")


class Goodbye(Node):
    """Says goodbye and hangs up."""

    kind: Literal["goodbye"] = "goodbye"
    prompt: Prompt | None = Field(default=None, description="The last words.")

    def enter(self, walk: Walk) -> Move:
        walk.say(self.prompt)
        walk.note("next", label="goodbye")
        return turns.Hangup("goodbye")
