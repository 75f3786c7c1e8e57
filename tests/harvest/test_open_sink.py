"""Which output a path names."""

from __future__ import annotations

from pathlib import Path

import pytest

from gong_async.errors import ConfigError
from gong_async.harvest.sinks import open_sink


@pytest.fixture(autouse=True)
def there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "made").mkdir()
    (tmp_path / "made.v2").mkdir()
    (tmp_path / "file").touch()


def kind(path: str | Path, form: str | None) -> str:
    return type(open_sink(path, form)).__name__


@pytest.mark.parametrize(
    ("path", "form", "name"),
    [
        ("a.db", None, "SqliteSink"),
        ("A.DB", None, "SqliteSink"),
        ("a.sqlite", None, "SqliteSink"),
        ("a.sqlite3", None, "SqliteSink"),
        ("a.duckdb", None, "DuckDbSink"),
        ("a.data", "sqlite", "SqliteSink"),
        ("a.data", "duckdb", "DuckDbSink"),
        ("a", "sqlite", "SqliteSink"),
        ("a", None, "ParquetSink"),
        ("a/", None, "ParquetSink"),
        ("a.v2/", None, "ParquetSink"),
        ("a.db/", None, "ParquetSink"),
        ("made", None, "ParquetSink"),
        ("made.v2", None, "ParquetSink"),
        (".", None, "ParquetSink"),
        ("a", "parquet", "ParquetSink"),
        ("a.v2", "parquet", "ParquetSink"),
        ("a", "jsonl", "JsonlSink"),
        ("made.v2/", "jsonl", "JsonlSink"),
    ],
)
def test_a_path_names_an_output(path: str, form: str | None, name: str) -> None:
    if name == "DuckDbSink":
        pytest.importorskip("duckdb")
    before = sorted(Path().iterdir())
    assert kind(path, form) == name
    assert path.endswith("/") or kind(Path(path), form) == name
    assert sorted(Path().iterdir()) == before


@pytest.mark.parametrize(
    ("path", "form", "words"),
    [
        ("a.csv", None, r"\.db, \.sqlite, \.sqlite3, \.duckdb, or a folder, or give a format"),
        ("a.parquet", None, "or a folder"),
        ("a", "csv", "sqlite, duckdb, parquet, jsonl"),
        ("a", "", "sqlite, duckdb, parquet, jsonl"),
        ("a.db", "parquet", "name a folder"),
        ("a.duckdb", "jsonl", "name a folder"),
        ("file", "jsonl", "name a folder"),
        ("made", "sqlite", "name a file"),
        ("made/", "duckdb", "name a file"),
        ("a/", "sqlite", "name a file"),
        ("a.db", "duckdb", "only one of them"),
        ("a.duckdb", "sqlite", "only one of them"),
    ],
)
def test_what_cannot_be_an_output_is_told(path: str, form: str | None, words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        open_sink(path, form)
