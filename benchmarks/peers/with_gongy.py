"""gongy: pages of pydantic models."""

from __future__ import annotations

from datetime import datetime

from gongy import Gongy
from loguru import logger
from told import KEY, SECRET, tell
from yarl import URL


async def fetch(url: str, since: datetime, until: datetime, found: list[str]) -> None:
    async with Gongy(api_key=KEY, secret=SECRET, base_url=URL(url)) as gongy:
        async for page in gongy.get_call_transcripts(since, until):
            found += [each.call_id for each in page.call_transcripts]


logger.remove()
tell(fetch)
