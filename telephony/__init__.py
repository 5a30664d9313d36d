"""Calls: their story, and the backends that carry them."""
