"""What people dial: which flow answers, and how one conversation walks through it on any channel."""
