"""Tests of the transcripts."""
