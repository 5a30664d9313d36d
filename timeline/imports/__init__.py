"""Customers out of a file: read, looked through, and taken in by a worker, batch by batch."""
