"""gong_async: the transcripts in SQLite, with their search index."""

from __future__ import annotations

import sqlite3
import tempfile
from datetime import datetime
from pathlib import Path

from told import KEY, SECRET, tell

from gong_async import Gong
from gong_async.harvest import Harvester, HarvestJob, open_sink


async def fetch(url: str, since: datetime, until: datetime, found: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "calls.db")
        job = HarvestJob(since=since, until=until, streams=("transcripts",))
        async with Gong(access_key=KEY, access_key_secret=SECRET, base_url=url) as gong:
            report = await Harvester(gong, open_sink(path)).run(job)
        with sqlite3.connect(path) as db:
            found += [row[0] for row in db.execute("SELECT call_id FROM transcripts")]
        db.close()
    if not report.complete:
        raise RuntimeError(f"incomplete: {report}")


tell(fetch)
