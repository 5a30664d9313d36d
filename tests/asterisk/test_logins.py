"""Short-lived logins: of browsers, which speak encrypted sound over WebRTC's own rules, and their sweeping."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from config import Config
from ivr.turns import Hangup, Turn
from telephony.asterisk.configuration import Layout
from telephony.asterisk.switch import AsteriskSwitch
from telephony.port import Credentials
from tests.asterisk.conftest import Story
from tests.sip import Phone


def browser(folder: Path, login: Credentials, server: str) -> Phone:
    """A phone that keeps to WebRTC's rules for sound (ICE, DTLS-SRTP, one port), as a browser does."""
    return Phone(
        folder,
        f"<sip:{login.username}@{server}>;auth_user={login.username};auth_pass={login.password};regint=0;"
        "mediaenc=dtls_srtp;medianat=ice;rtcp_mux=yes;audio_codecs=pcmu",
    )


def test_a_browser_caller_brings_the_token_that_the_server_gave_and_no_number(
    config: Config, hotline: str, switch: AsteriskSwitch, story: Story, tmp_path: Path
) -> None:
    story.first = Turn((), Hangup())
    login = switch.caller_credentials("eyJhIjox.aSig-_x")
    with browser(tmp_path / "browser", login, f"127.0.0.1:{config.sip_port}") as phone:
        phone.dial(hotline)
        phone.wait_for("CALL_CLOSED")
        assert story.arrivals[1]["token"] == "eyJhIjox.aSig-_x"
        assert story.arrivals[1]["from_address"] == ""


def test_a_stranger_brings_no_token_whatever_they_call_themselves(
    config: Config, hotline: str, switch: AsteriskSwitch, story: Story, tmp_path: Path
) -> None:
    login = switch.caller_credentials("secret")
    with Phone.start(tmp_path / "thief", login.username) as thief:
        thief.order("dial", hotline)
        thief.wait_for("CALL_CLOSED")
    assert story.arrivals == {}


def test_a_login_is_gone_when_its_time_is_over(
    config: Config, hotline: str, switch: AsteriskSwitch, story: Story, tmp_path: Path
) -> None:
    login = switch.caller_credentials("token")
    kept = switch.caller_credentials("token")
    os.utime(Layout(config).logins / login.username, (time.time() - 1,) * 2)
    assert switch.sweep() >= 1
    with browser(tmp_path / "late", login, f"127.0.0.1:{config.sip_port}") as phone:
        phone.order("dial", hotline)
        phone.wait_for("CALL_CLOSED")
    assert story.arrivals == {} or story.arrivals[1]["token"] == ""
    assert (Layout(config).logins / kept.username).exists()


@pytest.mark.parametrize("token", ["a b", "a,b", 'a"b', "a;b", "${X}", "a\r\nb"])
def test_a_token_that_is_not_plain_is_refused(switch: AsteriskSwitch, token: str) -> None:
    with pytest.raises(ValueError, match="token"):
        switch.caller_credentials(token)


def test_an_agents_login_cannot_call_the_hotline_or_anybody(
    config: Config, hotline: str, agent: Phone, story: Story
) -> None:
    agent.order("dial", hotline)
    agent.wait_for("CALL_CLOSED")
    assert story.arrivals == {}
