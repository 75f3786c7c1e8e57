"""What records other than calls and transcripts become, column by column, and what is set aside."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from gong_async.harvest.schema import TABLES
from gong_async.harvest.tables import ROWS
from gong_async.testing.records import COMPANY

from .records import HARVESTED

MANAGER = ("max@example.com", "Max", "Muster", "Head of Sales")

WANTED: dict[str, dict[str, list[tuple[Any, ...]]]] = {
    "users": {
        "users": [
            (
                *("5", "ann@example.com", None, "Ann", "Ång", "AE", "+1", "7", 0),
                *("2024-05-01T00:00:00.000000Z", "71", "https://join.example.com"),
                *('["a@b.c"]', '["https://zoom.us/j/1"]'),
                '[{"provider":"zoom","isDefault":true}]',
                '[{"language":"es-ES","primary":true}]',
                '{"emailsImported":true}',
            )
        ]
    },
    "workspaces": {"workspaces": [("9", "Main", None)]},
    "scorecards": {
        "scorecards": [
            (
                *("6843152929075440037", "9", "Discovery", 1, "MANUAL"),
                *("2026-01-01T00:00:00.000000Z", "2026-01-02T00:00:00.500000Z", "-1"),
            )
        ],
        "scorecard_questions": [
            (
                *("6843152929075440037", 0, "31", "32", "Next step?", 0, "RANGE", "1 is no"),
                *(1, 5, '[{"id":"1","text":"No"}]'),
            ),
            ("6843152929075440037", 1, "33", None, None, 1, *[None] * 5),
        ],
    },
    "trackers": {
        "tracker_definitions": [
            (
                *("41", "9", "Price", "Anyone", 1, "First", 20, "percent", '["Pricing"]'),
                *('[{"language":"eng","keywords":["price"]}]', "{}"),
                *("2026-01-01T00:00:00.123456Z", None, "2026-01-03T00:00:00.000000Z", "5"),
            )
        ]
    },
    "library": {
        "library_folders": [("51", "9", "50", "Best of", "5", "2026-01-01T00:00:00.000000Z")],
        "library_calls": [
            (
                *("51", 0, "7782342274025937895", "Intro", "Listen!", "5"),
                *("2026-01-02T00:00:00.000000Z", "https://app.gong.io/call?id=1", 5, 65),
            ),
            ("51", 1, "7782342274025937896", *[None] * 7),
        ],
    },
    "flows": {
        "flows": [
            (
                *("61", "Outbound", "62", "Mine", "Personal"),
                *("2025-12-31T23:00:00.000000Z", 1, "ann@example.com"),
            )
        ]
    },
    "answered_scorecards": {
        "answered_scorecards": [
            (
                *("81", "6843152929075440037", "Discovery", "7782342274025937895"),
                *("2026-02-03T08:00:00.000000Z", "5", None, "AUTOMATIC", "71"),
                *("2026-02-04T00:00:00.000000Z", "PUBLIC"),
            )
        ],
        "scorecard_answers": [
            ("81", 0, "31", "32", 0, 4, "Good", 0, '["1"]'),
            ("81", 1, "33", *[None] * 6),
        ],
    },
    "user_activity": {
        "user_activity": [
            ("5", "2026-02-03", "2026-02-04", "ann@example.com", 2, 0, 3, *[None] * 12)
        ]
    },
    "user_interaction": {
        "user_interaction": [("5", "2026-02-01", "2026-03-01", "ann@example.com", "US/Pacific")],
        "user_interaction_stats": [
            ("5", "2026-02-01", 0, "Talk Ratio", 0.46),
            ("5", "2026-02-01", 1, "Patience", 1.0),
        ],
    },
    "coaching": {
        "coaching": [("71", "9", "2026-02-01", "2026-03-01", *MANAGER)],
        "coaching_reports": [
            ("71", "9", "2026-02-01", 0, "5", *MANAGER, '{"callsScored":["1","2"]}')
        ],
    },
}

each_stream = pytest.mark.parametrize("stream", COMPANY)


def test_there_is_a_record_of_each_stream() -> None:
    assert set(COMPANY) == set(ROWS) - {"calls", "transcripts"}
    assert {table.stream for table in TABLES.values()} - {"quarantine"} == set(ROWS)


@each_stream
def test_a_record_becomes_rows(stream: str) -> None:
    record = COMPANY[stream]
    rows = ROWS[stream]("acme", [record], HARVESTED)
    assert rows.pop("quarantine") == []
    head = next(iter(rows))
    kept = [str(row[-1]) for row in rows[head]]
    assert [json.loads(text) for text in kept] == [record]
    assert rows == {
        table: [("acme", *row, *(kept if table == head else ())) for row in wanted]
        for table, wanted in WANTED[stream].items()
    }


@each_stream
def test_of_a_subject_that_is_there_twice_the_last_record_counts(stream: str) -> None:
    newer = copy.deepcopy(COMPANY[stream])
    newer["brandNew"] = 1
    for part in newer.values():
        if isinstance(part, list):
            part.clear()
    rows = ROWS[stream]("acme", [COMPANY[stream], newer], HARVESTED)
    head, *parts = rows
    assert [json.loads(str(row[-1])) for row in rows[head]] == [newer]
    assert not any(rows[part] for part in parts)


@each_stream
@pytest.mark.parametrize("record", [None, 5, "x", [], {}, {"id": " "}])
def test_a_record_that_names_no_subject_is_set_aside(stream: str, record: object) -> None:
    rows = ROWS[stream]("acme", [record, COMPANY[stream]], HARVESTED)
    assert len(rows[next(iter(rows))]) == 1
    ((company, about, problem, kept),) = rows["quarantine"]
    assert (company, about) == ("acme", stream)
    assert "a record without" in str(problem)
    assert json.loads(str(kept)) == record


@each_stream
def test_a_record_nested_too_deeply_to_be_written_is_set_aside(stream: str) -> None:
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    rows = ROWS[stream]("acme", [{**COMPANY[stream], "brandNew": deep}], HARVESTED)
    assert not rows[next(iter(rows))]
    assert "nested too deeply" in str(rows["quarantine"][0][2])
    while deep:  # an interpreter may not stand to free it all at once
        deep = deep.pop()


@pytest.mark.parametrize("questions", [None, "x", {"questionId": "1"}, [None, "x", 5]])
def test_parts_that_are_no_objects_of_a_list_are_only_in_the_record(questions: object) -> None:
    record = {**COMPANY["scorecards"], "questions": questions}
    rows = ROWS["scorecards"]("acme", [record], HARVESTED)
    assert rows["scorecard_questions"] == rows["quarantine"] == []
    assert json.loads(str(rows["scorecards"][0][-1])) == record


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("2026-02-03", "2026-02-03"),
        ("2026-02-03T00:00:00-08:00", "2026-02-03"),
        ("2026-02-03T000:00:00-08:00", "2026-02-03"),
        ("2026-02-30", None),
        ("2026-2-3", None),
        ("20260203", None),
        ("2026-02-03 00:00", None),
        ("٢٠٢٦-٠٢-٠٣", None),
        ("", None),
        (20260203, None),
    ],
)
def test_days_are_those_of_the_company(sent: object, kept: str | None) -> None:
    rows = ROWS["user_activity"]("acme", [{**COMPANY["user_activity"], "toDate": sent}], HARVESTED)
    assert rows["user_activity"][0][3] == kept
    moved = {**COMPANY["user_activity"], "fromDate": sent}
    assert len(ROWS["user_activity"]("acme", [moved], HARVESTED)["quarantine"]) == (kept is None)


@pytest.mark.parametrize(
    ("sent", "kept"), [(["1", "2"], 2), ([], 0), (7, 7), ("7", 7), ({}, None), (1.5, None)]
)
def test_what_was_done_is_counted(sent: object, kept: int | None) -> None:
    record = {**COMPANY["user_activity"], "callsAsHost": sent}
    assert ROWS["user_activity"]("acme", [record], HARVESTED)["user_activity"][0][5] == kept
