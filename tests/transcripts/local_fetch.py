"""The real fetch, from a web site of the test's own."""

import os
import sys

import vosk

from transcripts import fetch

vosk.MODEL_PRE_URL = os.environ["TEST_MODEL_SITE"]
vosk.MODEL_LIST_URL = vosk.MODEL_PRE_URL + "model-list.json"

if __name__ == "__main__":
    raise SystemExit(fetch.main(*sys.argv[1:]))
