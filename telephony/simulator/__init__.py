"""A call without a telephone: a text console, and what tests use instead of mocks."""
