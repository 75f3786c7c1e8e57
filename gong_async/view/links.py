"""Links to Gong: which addresses may become one, and how Gong names a moment of a call."""

from __future__ import annotations

import json
from urllib.parse import urlencode, urlsplit

__all__ = ["host_of", "moment_link", "web_link"]

_LONGEST = 2_000


def web_link(url: str | None) -> str | None:
    """Return *url* if it is a plain https address; None for anything else, however disguised."""
    if url is None or len(url) > _LONGEST or not url.isprintable() or set(url) & set(' "<>\\^`{|}'):
        return None
    try:
        parts = urlsplit(url)
        usable = parts.scheme == "https" and parts.hostname and "@" not in parts.netloc
    except ValueError:
        return None
    return url if usable else None


def host_of(link: str) -> str:
    """Return the host of a link, to be shown beside it."""
    return urlsplit(link).netloc


def moment_link(link: str | None, start_ms: int | None, end_ms: int | None = None) -> str | None:
    """
    Return the address of a part of a call, the one that Gong makes where a snippet is shared.

    Its ``highlights`` are JSON: a list of from and to, in seconds.  None if the call has no
    address or the part no time.
    """
    if link is None or start_ms is None:
        return None
    start = max(0, start_ms // 1_000)
    end = max(start + 1, -(-(end_ms or 0) // 1_000))
    part = [{"type": "SHARE", "from": start, "to": end}]
    query = urlencode({"highlights": json.dumps(part, separators=(",", ":"))})
    parts = urlsplit(link)
    return parts._replace(query=f"{parts.query}&{query}" if parts.query else query).geturl()
