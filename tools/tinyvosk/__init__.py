"""Builds tiny Vosk command models from espeak-ng's voices alone: `python -m tools.tinyvosk --help`, and README.md."""
