"""What other mail servers found out about a mail: whether its sender is who they say, and whether it is spam.

Anybody can write such headers. Those of Authentication-Results count only where the server that we trust wrote them,
by the name in MAIL_AUTH_HOST; it removes forged ones, as RFC 8601 demands.
"""

from __future__ import annotations

import re

from channels.mail_parse import Mail

METHODS = ("spf", "dkim", "dmarc")
_RESULT = re.compile(r"\b(spf|dkim|dmarc)\s*=\s*([a-z]{1,12})", re.IGNORECASE)
_COMMENT = re.compile(r"\([^()]{0,400}\)")


def verdicts(mail: Mail, trusted: str) -> dict[str, str]:
    """{spf: pass, dkim: fail, …} by the trusted server; empty where none is named or it said nothing."""
    if not trusted:
        return {}
    found: dict[str, str] = {}
    for name, value in mail.headers:
        if name != "authentication-results":
            continue
        server, _, results = value.partition(";")
        if (server.split() or [""])[0].lower() != trusted.lower():
            continue
        for result in _COMMENT.sub(" ", results).split(";"):
            if said := _RESULT.match(result.strip()):
                method, verdict = said[1].lower(), said[2].lower()
                # Of several signatures one that holds is enough.
                if found.get(method) != "pass":
                    found[method] = verdict
    return found


def spam(mail: Mail) -> bool:
    """Whether a filter before us says so. A sender who says it of their own mail gets what they ask for."""
    status = mail.header("x-spam-status").lower()
    return mail.header("x-spam-flag").lower() == "yes" or status.startswith("yes") or mail.header("x-spam") == "Yes"
