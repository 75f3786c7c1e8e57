"""Whatever Gong sends becomes rows, or is set aside; nothing is lost and nothing fails."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gong_async.harvest.schema import TABLES, Rows
from gong_async.harvest.tables import ROWS, call_id_of, call_rows, mend, transcript_rows
from gong_async.testing.records import COMPANY, FULL, transcript

from .records import HARVESTED
from .shapes import anything, spoiled

ID = "7782342274025937895"
COMPACT: dict[str, Any] = {"ensure_ascii": False, "separators": (",", ":")}

seeded = settings(derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def fits(rows: Rows) -> bool:
    kinds = {"text": str, "integer": int, "real": float}
    return all(
        value is None or type(value) is kinds[column.type]
        for table, listed in rows.items()
        for row in listed
        for column, value in zip(TABLES[table].columns, row, strict=True)
    )


@seeded
@given(st.lists(spoiled(FULL) | anything, max_size=4))
def test_calls_of_any_shape_become_rows_and_no_id_is_lost(records: list[Any]) -> None:
    rows = call_rows("acme", records)
    assert fits(rows)
    usable = [key for key in map(call_id_of, records) if key is not None]
    assert sorted(str(row[1]) for row in rows["calls"]) == sorted(set(usable))
    assert len(rows["quarantine"]) == len(records) - len(usable)
    parts = [part for part in rows if part != "quarantine"]
    assert {row[1] for part in parts for row in rows[part]} <= set(usable)


@seeded
@given(st.lists(spoiled(transcript(ID, "a", "b")) | anything, max_size=4))
def test_transcripts_of_any_shape_become_rows_and_no_id_is_lost(records: list[Any]) -> None:
    rows = transcript_rows("acme", records, HARVESTED)
    assert fits(rows)
    kept = {row[1] for row in rows["transcripts"]}
    set_aside = "".join(str(row[-1]) for row in rows["quarantine"])
    for record in records:
        key = record.get("callId") if isinstance(record, dict) else None
        if isinstance(key, str) and key.strip():
            assert key in kept or json.dumps(key, ensure_ascii=False) in set_aside


@pytest.mark.parametrize("stream", COMPANY)
def test_records_of_any_shape_become_rows_of_their_subject_or_are_set_aside(stream: str) -> None:
    @settings(seeded, max_examples=60)
    @given(st.lists(spoiled(COMPANY[stream]) | anything, max_size=4))
    def check(records: list[Any]) -> None:
        rows = ROWS[stream]("acme", records, HARVESTED)
        assert fits(rows)
        set_aside = rows.pop("quarantine")
        head, *parts = rows
        subjects = [TABLES[head].subject_of(row) for row in rows[head]]
        assert len(set(subjects)) == len(subjects) <= len(records) - len(set_aside)
        assert bool(subjects) == (len(set_aside) < len(records))
        assert not any(None in subject for subject in subjects)
        for part in parts:
            about = {TABLES[part].subject_of(row) for row in rows[part]}
            assert about <= set(subjects)
        kept = [str(row[-1]) for row in (*rows[head], *set_aside)]
        assert set(kept) <= {json.dumps(each, **COMPACT) for each in records}

    check()


@seeded
@given(st.lists(spoiled(FULL), max_size=2))
def test_mended_rows_are_whole_and_otherwise_the_same(records: list[Any]) -> None:
    rows = call_rows("acme", records)
    mended, changed = mend(rows)
    pairs = [
        (old, new)
        for table in rows
        for before, after in zip(rows[table], mended[table], strict=True)
        for old, new in zip(before, after, strict=True)
    ]
    assert changed == sum(old != new for old, new in pairs)
    for old, new in pairs:
        if isinstance(new, str):
            new.encode()
            assert isinstance(old, str)
            assert len(old) == len(new)
        else:
            assert old is new
