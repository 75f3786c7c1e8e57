"""
airbyte-agent-sdk: its Gong connector, which runs in this process with a key of one's own.

The address is fixed in its model; it is changed where its executor keeps it.  One call is one
page: the cursor is the caller's business.
"""

from __future__ import annotations

import os
from datetime import datetime

os.environ["AIRBYTE_TELEMETRY_MODE"] = "disabled"

from airbyte_agent_sdk.connectors.gong import GongConnector
from airbyte_agent_sdk.connectors.gong.models import GongAccessKeyAuthenticationAuthConfig
from told import KEY, SECRET, tell


async def fetch(url: str, since: datetime, until: datetime, found: list[str]) -> None:
    auth = GongAccessKeyAuthenticationAuthConfig(access_key=KEY, access_key_secret=SECRET)
    connector = GongConnector(auth_config=auth)
    connector._executor.http_client.base_url = url
    filter_ = {"fromDateTime": since.isoformat(), "toDateTime": until.isoformat()}
    cursor = None
    while True:
        page = await connector.call_transcripts.list(filter=filter_, cursor=cursor)
        found += [each.call_id for each in page.data]
        cursor = page.meta.cursor if page.meta else None
        if cursor is None:
            return


tell(fetch)
