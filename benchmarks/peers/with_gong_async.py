"""gong_async: the transcripts as models."""

from __future__ import annotations

from datetime import datetime

from told import KEY, SECRET, tell

from gong_async import Gong


async def fetch(url: str, since: datetime, until: datetime, found: list[str]) -> None:
    async with Gong(access_key=KEY, access_key_secret=SECRET, base_url=url) as gong:
        transcripts = gong.calls.transcripts(since=since, until=until)
        found.extend([each.call_id async for each in transcripts])


tell(fetch)
