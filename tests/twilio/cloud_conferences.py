"""The stand-in's conferences: who is in them, who hears whom, and with whom they end."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.twilio.phone import sid


@dataclass
class Conference:
    """`members` are CallSids in the order in which they came; `enders` take the conference with them."""

    name: str
    sid: str = field(default_factory=lambda: sid("CF"))
    members: list[str] = field(default_factory=list)
    enders: set[str] = field(default_factory=set)
    held: set[str] = field(default_factory=set)
    coaches: dict[str, str] = field(default_factory=dict)
    """CallSid → the one who alone hears them."""
    muted: set[str] = field(default_factory=set)
    status: str = "init"
    labels: dict[str, str] = field(default_factory=dict)

    def join(self, call_sid: str, ends_it: bool, begins: bool) -> None:
        self.members.append(call_sid)
        if begins:
            self.status = "in-progress"
        if ends_it:
            self.enders.add(call_sid)

    def leave(self, call_sid: str) -> list[str]:
        """Who has to leave with this one: everybody where the conference is over."""
        self.members.remove(call_sid)
        self.held.discard(call_sid)
        self.muted.discard(call_sid)
        self.coaches.pop(call_sid, None)
        if self.members and call_sid not in self.enders:
            return []
        others, self.status, self.members = self.members, "completed", []
        return others

    def voices(self, call_sid: str) -> set[str]:
        """Whom this one hears."""
        if call_sid in self.held:
            return set()
        coached = {coach for coach, of in self.coaches.items() if of != call_sid}
        return {*self.members} - {call_sid} - self.held - self.muted - coached

    def hears(self, call_sid: str) -> str:
        """`music`, `people` or `silence`."""
        if call_sid in self.held:
            return "music"
        return "people" if {*self.members} - {call_sid} - self.held else "silence"


class Conferences(dict[str, Conference]):
    """By ConferenceSid."""

    def named(self, name: str) -> Conference:
        """The one of this name that is not over; made if there is none."""
        running = next((each for each in self.values() if each.name == name and each.status != "completed"), None)
        if running is None:
            running = Conference(name)
            self[running.sid] = running
        return running

    def of(self, call_sid: str) -> Conference | None:
        """The one that this call is in."""
        return next((each for each in self.values() if call_sid in each.members), None)
