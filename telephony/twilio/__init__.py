"""Twilio: webhooks, TwiML, control."""
