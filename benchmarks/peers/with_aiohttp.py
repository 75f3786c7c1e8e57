"""A bare loop over aiohttp: what one writes in five minutes."""

from __future__ import annotations

from datetime import datetime

import aiohttp
from told import KEY, SECRET, tell


async def fetch(url: str, since: datetime, until: datetime, found: list[str]) -> None:
    filter_ = {"fromDateTime": since.isoformat(), "toDateTime": until.isoformat()}
    body: dict[str, object] = {"filter": filter_}
    headers = {"Authorization": aiohttp.encode_basic_auth(KEY, SECRET)}
    async with aiohttp.ClientSession(url, headers=headers, raise_for_status=True) as session:
        while True:
            async with session.post("/v2/calls/transcript", json=body) as response:
                page = await response.json()
            found += [each["callId"] for each in page["callTranscripts"]]
            if (cursor := page["records"].get("cursor")) is None:
                return
            body["cursor"] = cursor


tell(fetch)
