"""`python app.py transcribe FILE.wav [--language en]`: who said what, and when, as JSON."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from config import Config, ConfigError
from transcripts.audio import BadAudio
from transcripts.engines import Models, choose
from transcripts.process import RecognizerProcess
from transcripts.recognizer import RecognizerFault


def main(argv: Sequence[str]) -> int:
    """Print the transcript of one WAV file. 0: done; 2: one sentence on standard error says why not."""
    parser = argparse.ArgumentParser(prog="app.py transcribe", description="Write down what is said in a WAV file.")
    parser.add_argument("file", type=Path, help="16-bit PCM, mono or stereo; stereo is caller (left) and agent (right)")
    parser.add_argument("--language", default="en", help="what is spoken, as a code like en or fa (default: en)")
    arguments = parser.parse_args(argv)
    try:
        config = Config.from_env()
        choice = choose(arguments.language, Models(config.vosk_models, config.var / "models"))
        with RecognizerProcess() as recognizer:
            transcript = recognizer.transcribe(arguments.file, choice)
    except OSError as fault:
        print(f"{arguments.file} cannot be read ({fault.strerror or fault}).", file=sys.stderr)
        return 2
    except (BadAudio, ConfigError, RecognizerFault) as fault:
        print(fault, file=sys.stderr)
        return 2
    print(json.dumps(transcript.as_json(), ensure_ascii=False, indent=2))
    return 0
