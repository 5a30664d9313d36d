"""Measurements, each against a named rival in the same run: `make bench`, or `make bench ARGS=queue` for one."""
