"""The REST interface, the live updates, and the browser application."""
