"""Every dict of the simulated company, field by field against the official specification."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from gong_async.sim.world import World
from tests.sim.company import EVER, Json, company, sample

SPEC = Path(__file__).parents[3] / "shared/gong/openapi.json"

# What Gong is known to send beside its specification, and what only the server gets to see.
BESIDE = {
    "CallBasicData": {"futureField"},
    "CallData": {"futureBlock"},
    "Question": {"created", "updated", "updaterUserId"},
    "LibraryFolder": {"workspaceId"},
    "PublicApiFlow": {"workspaceId", "ownerEmail", "createdById"},
    "DeleteMeetingRequest": {"requestId"},
}
MISSING = {"requestId"}
NUMBERS_AS_STRINGS = {"Scorecard", "Question", "QuestionOption", "AnsweredScorecard", "Answer"}
UNKNOWN_VALUES = {"Hybrid", "Pipedrive"}

JSON_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
}

RECORDS: dict[str, Callable[[World], list[Json]]] = {
    "WorkspaceMetadata": lambda world: world.workspaces,
    "UserMetadata": lambda world: world.users,
    "CallBasicData": lambda world: [call.basic for call in world.calls],
    "CallData": lambda world: [record for _, record, _ in sample()],
    "CallTranscript": lambda world: [world.transcript(call) for call in world.calls[:200]],
    "Scorecard": World.scorecards,
    "AnsweredScorecard": World.answered_scorecards,
    "KeywordTracker": World.trackers,
    "LibraryFolder": World.library_folders,
    "LibraryFolderListOfCallsResponse": lambda world: [
        world.folder_content(folder["id"]) or {} for folder in world.library_folders()
    ],
    "PublicApiFlow": World.flows,
    "UserActivity": lambda world: world.activity(*EVER, None),
    "UserDayByDayActivity": lambda world: world.activity_by_day(
        world.start.date(), world.end.date(), None
    ),
    "InteractionStats": lambda world: world.interaction(*EVER, None),
    "CoachingMetricsData": lambda world: [
        one
        for user in world.users
        for one in world.coaching(user["id"], world.workspaces[0]["id"], world.start, world.end)
    ],
    "EmailAddressReferences": lambda world: [
        world.email_references(address) or {}
        for address in ("nobody@nowhere.example", *addresses())
    ],
    "PhoneNumberReferences": lambda world: [
        world.phone_references(number) for number in ("+99 1", *numbers())
    ],
}


def customers() -> list[Json]:
    return [
        party for _, record, _ in sample() for party in record["parties"] if not party["userId"]
    ]


def addresses() -> list[str]:
    return [party["emailAddress"] for party in customers() if party["emailAddress"]][:25]


def numbers() -> list[str]:
    return [party["phoneNumber"] for party in customers() if party["phoneNumber"]][:25]


class Checker:
    """Holds records to the schemas of the specification; nulls fit everywhere, as in reality."""

    def __init__(self, schemas: Json) -> None:
        self._schemas = schemas
        self.unknown_values: set[str] = set()

    def record(self, name: str, value: Json, path: str = "$") -> None:
        properties = self._schemas[name]["properties"]
        beside = BESIDE.get(name, set())
        assert set(value) <= set(properties) | beside, f"{path}: {set(value) - set(properties)}"
        for key, one in value.items():
            if key not in beside and one is not None:
                self._value(name, properties[key], one, f"{path}.{key}")

    def _value(self, owner: str, schema: Json, value: Any, path: str) -> None:
        if "$ref" in schema:
            assert isinstance(value, dict), path
            self.record(schema["$ref"].rpartition("/")[2], value, path)
            return
        if schema["type"] == "object":
            if "additionalProperties" in schema:
                for key, one in value.items():
                    self._value(owner, schema["additionalProperties"], one, f"{path}.{key}")
            return
        if schema["type"] == "integer" and owner in NUMBERS_AS_STRINGS and isinstance(value, str):
            int(value)
            return
        assert isinstance(value, JSON_TYPES[schema["type"]]), f"{path}: {value!r}"
        assert isinstance(value, bool) == (schema["type"] == "boolean"), path
        if schema["type"] == "array":
            for place, one in enumerate(value):
                self._value(owner, schema["items"], one, f"{path}[{place}]")
        if schema.get("format") == "date-time":
            assert datetime.fromisoformat(value).utcoffset() is not None, path
        if "enum" in schema and value not in schema["enum"]:
            self.unknown_values.add(value)


def strip(value: Json, name: str) -> set[str]:
    return set(value) - BESIDE.get(name, set())


if SPEC.is_file():
    CHECKER = Checker(json.loads(SPEC.read_text("utf-8"))["components"]["schemas"])

    @pytest.mark.parametrize("name", RECORDS)
    def test_records_fit_the_specification(name: str) -> None:
        records = RECORDS[name](company())
        assert records
        for record in records:
            CHECKER.record(name, record)
        assert CHECKER.unknown_values <= UNKNOWN_VALUES

    @pytest.mark.parametrize("name", RECORDS)
    def test_every_field_of_the_specification_is_sent(name: str) -> None:
        sent = {key for record in RECORDS[name](company()) for key in record}
        expected = set(CHECKER._schemas[name]["properties"])
        assert sent - BESIDE.get(name, set()) == expected - MISSING
