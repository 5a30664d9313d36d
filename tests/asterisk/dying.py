"""A dialogue in a process of its own, for a test that kills it: var, AGI port, AMI port, a prompt."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from config import Config
from ivr.turns import Hangup, Play, Turn
from telephony.asterisk.dialogue import Dialogue
from telephony.asterisk.switch import AsteriskSwitch
from telephony.prompts import Prompts
from tests.asterisk.conftest import Story

if __name__ == "__main__":
    var, agi_port, ami_port, prompt = sys.argv[1:]
    config = Config(Path(var), "sqlite://", "secret", agi_port=int(agi_port), ami_port=int(ami_port))
    story = Story()
    story.first = Turn((Play(prompt, "", "en"),), Hangup())
    Dialogue(config, story, AsteriskSwitch(config), Prompts(config)).start()
    time.sleep(60)
