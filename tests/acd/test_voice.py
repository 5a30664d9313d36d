"""Whoever cannot be heard gets no calls, but chats and emails."""

from __future__ import annotations

from acd import desk, presence


def test_without_a_voice_there_are_chats_but_no_calls(center) -> None:
    agent = center.agent()
    center.do(presence.seen, agent, False)
    center.comes(kind="call")
    center.comes(kind="chat")
    assert [offered.kind for offered in desk.match(center.db)] == ["chat"]
    assert center.do(presence.seen, agent, True), "a change is written at once"
