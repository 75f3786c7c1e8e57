"""dlt: its generic REST source, told of Gong's cursor, into DuckDB."""

from __future__ import annotations

import os
import tempfile
from datetime import datetime
from pathlib import Path

os.environ["RUNTIME__DLTHUB_TELEMETRY"] = "false"
os.environ["RUNTIME__LOG_LEVEL"] = "CRITICAL"

import dlt
import duckdb
from dlt.sources.rest_api import rest_api_source
from told import KEY, SECRET, tell


def fetch(url: str, since: datetime, until: datetime, found: list[str]) -> None:
    filter_ = {"fromDateTime": since.isoformat(), "toDateTime": until.isoformat()}
    source = rest_api_source(
        {
            "client": {
                "base_url": f"{url}/v2/",
                "auth": {"type": "http_basic", "username": KEY, "password": SECRET},
            },
            "resources": [
                {
                    "name": "transcripts",
                    "endpoint": {
                        "path": "calls/transcript",
                        "method": "POST",
                        "json": {"filter": filter_},
                        "data_selector": "callTranscripts",
                        "paginator": {
                            "type": "cursor",
                            "cursor_path": "records.cursor",
                            "cursor_body_path": "cursor",
                        },
                    },
                }
            ],
        }
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "calls.duckdb")
        pipeline = dlt.pipeline(
            "gong",
            destination=dlt.destinations.duckdb(str(path)),
            dataset_name="gong",
            pipelines_dir=folder,
        )
        try:
            pipeline.run(source, loader_file_format="parquet")
        finally:
            if path.exists():
                with duckdb.connect(str(path)) as db:
                    if db.execute(
                        "SELECT 1 FROM information_schema.tables WHERE table_name = 'transcripts'"
                    ).fetchall():
                        found += [
                            r[0]
                            for r in db.execute("SELECT call_id FROM gong.transcripts").fetchall()
                        ]


tell(fetch)
