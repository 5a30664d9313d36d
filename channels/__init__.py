"""Chat and email."""
