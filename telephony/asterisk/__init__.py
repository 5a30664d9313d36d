"""Asterisk: the dialogue (FastAGI), the control (AMI actions), the events (AMI events)."""
