"""What Gong's records become, column by column, and what is set aside."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gong_async.harvest.schema import TABLES, Column, Rows, Table
from gong_async.harvest.tables import call_id_of, call_rows, mend, transcript_rows
from gong_async.testing.records import FULL, transcript

from .records import HARVESTED, call

ID = "7782342274025937895"


def named(rows: Rows, table: str) -> list[dict[str, Any]]:
    """Return a table's rows with the names of their columns, company and call aside."""
    names = [column.name for column in TABLES[table].columns]
    listed = [dict(zip(names, row, strict=True)) for row in rows[table]]
    for row in listed:
        assert row.pop("company") == "acme"
    return listed


def parts(record: dict[str, Any], table: str) -> list[dict[str, Any]]:
    listed = named(call_rows("acme", [record]), table)
    for row in listed:
        assert row.pop("call_id") == ID
    return listed


def only(record: dict[str, Any], table: str) -> dict[str, Any]:
    (row,) = parts(record, table)
    return row


def test_tables_are_keyed_by_their_columns_and_begin_with_the_company() -> None:
    for table in TABLES.values():
        names = [column.name for column in table.columns]
        assert names[0] == "company"
        assert len(set(names)) == len(names)
        assert set(table.key) <= set(names)
        subject = list(table.subject)
        assert names[1 : 1 + len(subject)] == list(table.key[: len(subject)]) == subject
        assert table.key[len(subject)] == "company"
        assert (subject == ["call_id"]) == (table.stream in ("calls", "transcripts"))


def test_the_tables_of_a_stream_have_one_subject_and_the_first_has_a_row_of_each() -> None:
    streams: dict[str, list[Table]] = {}
    for table in TABLES.values():
        streams.setdefault(table.stream, []).append(table)
    for head, *parts in streams.values():
        assert {part.subject for part in parts} <= {head.subject}
        assert head.key == (*head.subject, "company") or head.name == "quarantine"
        assert all(len(part.key) > len(head.key) for part in parts)
        if head.name != "transcripts":
            assert head.columns[-1] == Column("record", "text")


def test_a_call_keeps_every_field_of_its_metadata() -> None:
    row = only(FULL, "calls")
    assert json.loads(row.pop("record")) == FULL
    assert row == {
        "workspace_id": "623457276584334",
        "title": "Müller GmbH: 価格 🙂",
        "started": "2025-02-03T08:00:07.428000Z",
        "scheduled": "2025-02-03T08:00:00.000000Z",
        "duration_s": 1800,
        "direction": "Carrier pigeon",
        "scope": "External",
        "media": "Video",
        "system": "Zoom",
        "language": "eng",
        "url": f"https://app.gong.io/call?id={ID}",
        "primary_user_id": "234599484848423",
        "purpose": "Demo",
        "meeting_url": "https://zoom.us/j/1",
        "is_private": 1,
        "client_unique_id": "7JEHFRGXDDZFEW2FC4U",
        "calendar_event_id": "abc@google.com",
        "custom_data": "c",
        "sdr_disposition": "Connected",
        "brief": "They liked it.",
    }


def test_the_parts_of_a_call_have_tables_of_their_own() -> None:
    ann, other = parts(FULL, "parties")
    assert ann == {
        "party_id": "p1",
        "speaker_id": "801",
        "user_id": "u1",
        "name": "Ann",
        "email_address": "ann@example.com",
        "title": "CFO",
        "phone_number": "+1 555 0100",
        "affiliation": "External",
    }
    assert [key for key, value in other.items() if value is not None] == ["party_id"]
    assert only(FULL, "topics") == {"position": 0, "name": "Pricing", "duration_s": 55.0}
    assert only(FULL, "structure") == {"position": 0, "name": "Intro", "duration_s": 60.0}
    assert only(FULL, "key_points") == {"position": 0, "text": "Price matters"}
    assert only(FULL, "outcomes") == {
        "position": 0,
        "outcome_id": "7",
        "category": "Answered",
        "name": "Interested",
    }
    assert only(FULL, "speakers") == {
        "position": 0,
        "party_id": "p1",
        "user_id": "u1",
        "talk_time_s": 145.5,
    }
    assert only(FULL, "comments") == {
        "position": 0,
        "comment_id": "6843152929075440037",
        "commenter_user_id": "u1",
        "text": "well said",
        "start_s": 26.0,
        "end_s": 27.5,
        "posted": "2025-02-04T00:00:00.000000Z",
        "in_reply_to": "6843152929075440036",
        "during_call": 0,
    }


def test_statistics_videos_and_questions_are_told_apart() -> None:
    assert [tuple(row.values()) for row in parts(FULL, "interaction_stats")] == [
        (0, "statistic", "Talk Ratio", 0.46),
        (1, "video_s", "Presentation", 12.5),
        (2, "questions", "company", 3.0),
        (3, "questions", "non_company", 4.0),
    ]


def test_each_occurrence_of_a_tracker_is_there_once_with_its_phrase() -> None:
    assert only(FULL, "trackers") == {
        "position": 0,
        "tracker_id": "t1",
        "name": "Stores",
        "type": "KEYWORD",
        "count": 3,
    }
    assert [tuple(row.values()) for row in parts(FULL, "tracker_occurrences")] == [
        (0, "t1", "walmart", 2.5, "801"),
        (1, "t1", "walmart", 1.5, "801"),
        (2, "t1", None, 9.0, None),
    ]


def test_an_occurrence_is_taken_for_that_of_a_phrase_only_once() -> None:
    moment = {"startTime": 1.5, "speakerId": "801"}
    phrases = [{"phrase": "walmart", "occurrences": [moment]}]
    tracker = {"id": "t1", "occurrences": [moment, moment], "phrases": phrases}
    found = parts(call(ID, content={"trackers": [tracker]}), "tracker_occurrences")
    assert [row["phrase"] for row in found] == ["walmart", None]


def test_sections_keep_their_items_and_stay_when_they_have_none() -> None:
    assert [tuple(row.values()) for row in parts(FULL, "outline")] == [
        (0, 0, "Opening", 0.0, 61.5, "Hello", 1.25),
        (0, 1, "Opening", 0.0, 61.5, "Agenda", None),
        (1, 0, "Silence", 61.5, 1.0, None, None),
    ]
    assert [tuple(row.values()) for row in parts(FULL, "highlights")] == [
        (0, 0, "Next", "Call", "[1.0,2.5]")
    ]


def test_crm_objects_belong_to_the_call_or_to_a_party() -> None:
    assert [tuple(row.values()) for row in parts(FULL, "crm_objects")] == [
        (0, None, "Salesforce", "Opportunity", "o1", "Now", '[{"name":"N"}]'),
        (1, "p1", "Salesforce", "Contact", "c1", "Now", '[{"name":"N"}]'),
    ]


def test_sentences_are_numbered_in_the_order_in_which_they_were_said() -> None:
    record = transcript("1", "Hello.", None)
    record["transcript"].append({"speakerId": 802, "topic": None, "sentences": None})
    record["transcript"].append({"sentences": [{"text": "Bye.", "start": 5.0, "end": "6000"}]})
    rows = transcript_rows("acme", [record], HARVESTED)
    assert rows["transcripts"] == [("acme", "1", 3, 3, HARVESTED)]
    assert rows["sentences"] == [
        ("acme", "1", 0, 0, "801", "Pricing", 0, 900, "Hello."),
        ("acme", "1", 0, 1, "801", "Pricing", 1000, 1900, None),
        ("acme", "1", 2, 0, None, None, 5, 6000, "Bye."),
    ]


@pytest.mark.parametrize(
    ("sentence", "kept"),
    [
        ({"start": 1, "end": 2, "text": "x"}, (1, 2, "x")),
        ({"start": "1", "end": 2.0, "text": "x"}, (1, 2, "x")),
        ({"start": 2, "end": 1, "text": "x"}, (2, 1, "x")),
        ({"start": -1, "end": 1, "text": "x"}, (-1, 1, "x")),
        ({"start": True, "end": 1, "text": "x"}, (None, 1, "x")),
        ({"start": 1, "end": 2**63 - 1, "text": "x"}, (1, 2**63 - 1, "x")),
        ({"start": 1, "end": 2**63, "text": "x"}, (1, None, "x")),
        ({"start": None, "end": 2.5, "text": ""}, (None, None, "")),
        ({"start": 1, "end": 2, "text": None}, (1, 2, None)),
        ({"end": 2, "text": "x"}, (None, 2, "x")),
        ({}, (None, None, None)),
    ],
)
def test_unusual_sentences_are_read_as_carefully_as_any_value(
    sentence: dict[str, Any], kept: tuple[Any, ...]
) -> None:
    record = {"callId": ID, "transcript": [{"sentences": [sentence]}]}
    rows = transcript_rows("acme", [record], HARVESTED)
    assert [row[-3:] for row in rows["sentences"]] == [kept]
    assert rows["quarantine"] == []


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("2025-03-01T12:00:00+0530", "2025-03-01T06:30:00.000000Z"),
        ("2025-03-01T12:00:00Z", "2025-03-01T12:00:00.000000Z"),
        ("2025-03-01T12:00:00.123456789Z", "2025-03-01T12:00:00.123456Z"),
        ("2025-03-01T12:00:00", None),
        ("2025-03-01", None),
        ("2025-02-30T12:00:00Z", None),
        ("2025-12-31T23:59:60Z", None),
        ("0001-01-01T00:00:00+12:00", None),
        ("1518863400.0", None),
        ("", None),
        (1518863400, None),
        (None, None),
    ],
)
def test_times_are_utc_text_that_sorts(sent: object, kept: str | None) -> None:
    record = call(ID)
    record["metaData"]["started"] = sent
    assert only(record, "calls")["started"] == kept


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (18446744073709551615, "18446744073709551615"),
        (-1, "-1"),
        ("007", "007"),
        ("", None),
        (True, None),
        (1.0, None),
        (10**30, None),
        (["1"], None),
    ],
)
def test_ids_are_exact_text(sent: object, kept: str | None) -> None:
    record = call(ID)
    record["metaData"]["workspaceId"] = sent
    assert only(record, "calls")["workspace_id"] == kept


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (1800.0, 1800),
        ("1800", 1800),
        (1800.5, None),
        ("1_800", None),
        ("٣", None),
        (True, None),
        (2**63, None),
        (float("nan"), None),
        ({}, None),
    ],
)
def test_whole_numbers_are_read_however_they_are_written(sent: object, kept: int | None) -> None:
    record = call(ID)
    record["metaData"]["duration"] = sent
    assert only(record, "calls")["duration_s"] == kept


@pytest.mark.parametrize(
    ("sent", "kept"),
    [(3, 3.0), ("3.25", 3.25), ("nan", None), (float("inf"), None), (10**400, None), (True, None)],
)
def test_numbers_are_finite(sent: object, kept: float | None) -> None:
    record = call(ID, interaction={"speakers": [{"talkTime": sent}]})
    assert only(record, "speakers")["talk_time_s"] == kept


def test_a_leaf_of_the_wrong_kind_is_null_and_stays_in_the_record() -> None:
    record = call(ID)
    record["metaData"].update(title=["not", "text"], isPrivate="yes", system=5)
    row = only(record, "calls")
    assert (row["title"], row["is_private"], row["system"]) == (None, None, None)
    assert json.loads(row["record"]) == record


def test_of_a_call_that_is_there_twice_the_last_one_counts() -> None:
    first = call("1", "old", content={"topics": [{"name": "gone"}]})
    rows = call_rows("acme", [first, call("2"), call(1, "new")])
    assert {row["call_id"]: row["title"] for row in named(rows, "calls")} == {
        "1": "new",
        "2": "Weekly sync",
    }
    assert rows["topics"] == []
    said = transcript_rows("acme", [transcript("1", "a", "b"), transcript(1, "c")], HARVESTED)
    assert [row[-1] for row in said["sentences"]] == ["c"]
    assert len(said["transcripts"]) == 1


@pytest.mark.parametrize(
    "record",
    [
        None,
        17,
        "call",
        [],
        {},
        {"metaData": None},
        {"metaData": ["id"]},
        {"metaData": {"id": None}},
        {"metaData": {"id": " "}},
        {"metaData": {}, "callId": "1"},
    ],
)
def test_a_call_that_cannot_be_told_apart_is_set_aside(record: object) -> None:
    rows = call_rows("acme", [record, call(ID)])
    assert [row[1] for row in rows["calls"]] == [ID]
    ((company, stream, problem, kept),) = rows["quarantine"]
    assert (company, stream, bool(problem)) == ("acme", "calls", True)
    assert json.loads(str(kept)) == record
    assert call_id_of(record) is None


@pytest.mark.parametrize(
    "text",
    [
        "words",
        {"sentences": []},
        [None],
        [{"sentences": "words"}],
        [{"sentences": ["words"]}],
        [{"sentences": [None]}],
        [{"sentences": [["words"]]}],
        [{"sentences": [{"text": "kept?"}, {"text": 5}]}],
    ],
)
def test_a_transcript_is_there_in_full_or_set_aside(text: object) -> None:
    record = {"callId": ID, "transcript": text}
    rows = transcript_rows("acme", [record, transcript("2", "Hello.")], HARVESTED)
    assert [row[1] for row in rows["transcripts"]] == ["2"]
    assert [row[1] for row in rows["sentences"]] == ["2"]
    assert [json.loads(str(row[-1])) for row in rows["quarantine"]] == [record]
    assert ID in str(rows["quarantine"][0][2])


def test_a_record_nested_too_deeply_to_be_written_kills_no_page() -> None:
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    rows = call_rows("acme", [call("1", content=deep), call("2")])
    assert [row[1] for row in rows["calls"]] == ["2"]
    assert [row[2] for row in rows["quarantine"]] == ["call 1 is nested too deeply"]
    while deep:  # an interpreter may not stand to free it all at once
        deep = deep.pop()


def test_halves_of_characters_are_replaced_and_counted() -> None:
    rows, changed = mend({"topics": [("acme", "1", 0, "a\ud83db\udc00", None), ("é🙂\0\u2028",)]})
    assert rows == {"topics": [("acme", "1", 0, "a\ufffdb\ufffd", None), ("é🙂\0\u2028",)]}
    assert changed == 1
