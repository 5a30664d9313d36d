"""Whole stories on real parts: the product as it is started, SIP phones, browsers, mail."""
