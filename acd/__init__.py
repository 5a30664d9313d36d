"""Where work waits, and who gets it."""
