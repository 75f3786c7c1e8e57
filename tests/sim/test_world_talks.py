"""What is said on the simulated calls, and that all figures follow from it."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

import pytest

from gong_async.sim.world import World
from tests.sim.company import (
    Detail,
    Json,
    assert_in_time,
    company,
    sample,
    spoken,
)


@pytest.fixture
def world() -> World:
    return company()


@pytest.fixture
def details() -> list[Detail]:
    return sample()


def test_sentences_follow_each_other_and_fit_into_the_call(details: list[Detail]) -> None:
    for call, record, monologues in details:
        assert bool(monologues) != call.silent
        assert all(one["sentences"] for one in monologues)
        assert_in_time(record["metaData"]["duration"], monologues)


def test_transcripts_have_the_size_of_real_ones(details: list[Detail]) -> None:
    meetings = sorted(len(m) for _, r, m in details if r["metaData"]["meetingUrl"] and m)
    sentences = sorted(sum(1 for _ in spoken(m)) for _, _, m in details if m)
    assert 20 <= meetings[len(meetings) // 2] <= 90
    assert 60 <= sentences[len(sentences) // 2] <= 250


def test_calls_differ_from_each_other(details: list[Detail]) -> None:
    long = [monologues for _, _, monologues in details if len(monologues) > 10]
    texts = {" ".join(sentence["text"] for _, sentence in spoken(one)) for one in long}
    assert len(texts) == len(long) > len(details) / 2


def test_who_speaks_is_a_party_but_for_the_rare_stranger(details: list[Detail]) -> None:
    strangers = without = 0
    for _, record, monologues in details:
        known = {party["speakerId"] for party in record["parties"]} - {None}
        speakers = {one["speakerId"] for one in monologues}
        without += not record["parties"]
        strangers += bool(record["parties"]) and not speakers <= known
        assert known <= speakers
    assert 0 < without < len(details) / 20
    assert 0 < strangers < len(details) / 20


def test_people_are_greeted_by_their_names(details: list[Detail]) -> None:
    for _, record, monologues in details:
        customers = [party["name"] for party in record["parties"] if party["userId"] is None]
        if customers and monologues:
            text = " ".join(sentence["text"] for _, sentence in spoken(monologues[:12]))
            assert customers[0].split()[0] in text


def test_nobody_answers_a_voicemail(details: list[Detail]) -> None:
    left = [
        (record["parties"], monologues)
        for call, record, monologues in details
        if (record["content"]["callOutcome"] or {}).get("id") == "LEFT_VOICEMAIL"
    ]
    assert left
    for parties, monologues in left:
        assert len(monologues) == 1
        assert sum(party["speakerId"] is not None for party in parties) <= 1


def test_parties_are_users_or_customers(world: World, details: list[Detail]) -> None:
    users = {user["id"]: user for user in world.users}
    unreachable = 0
    for call, record, _ in details:
        parties = record["parties"]
        assert not parties or parties[0]["userId"] == call.host_id
        for party in parties:
            if party["userId"] is None:
                assert party["affiliation"] in ("External", "Unknown")
                unreachable += party["emailAddress"] is None
            else:
                assert party["affiliation"] == "Internal"
                assert party["emailAddress"] == users[party["userId"]]["emailAddress"]
    assert unreachable > 0


# What Gong makes of the words


def test_topics_are_the_topics_of_the_monologues(details: list[Detail]) -> None:
    untold = 0
    for _, record, monologues in details:
        spent: Counter[str] = Counter()
        for one in monologues:
            untold += one["topic"] is None
            if one["topic"] is not None:
                spent[one["topic"]] += one["sentences"][-1]["end"] - one["sentences"][0]["start"]
        told = {topic["name"]: topic["duration"] for topic in record["content"]["topics"]}
        assert told == {name: round(time / 1000) for name, time in spent.items()}
    assert untold > 0


def counted(settings: Json, phrase: str, record: Json, monologues: list[Json]) -> list[Json]:
    """The occurrences of *phrase*, found anew by the settings of its tracker."""
    company = {one["id"] for one in record["interaction"]["speakers"]}
    inside = {p["speakerId"] for p in record["parties"] if p["id"] in company}
    found = []
    for speaker, sentence in spoken(monologues):
        counts = {
            "Anyone": True,
            "Company": speaker in inside,
            "NonCompany": speaker not in inside,
        }[settings["affiliation"]]
        counts &= sentence["text"].endswith("?") or not settings["partOfQuestion"]
        if settings["saidAt"] == "Last":
            end = record["metaData"]["duration"] - 60 * settings["saidAtInterval"]
            counts &= sentence["start"] >= end * 1000
        times = phrase in sentence["text"].lower() and len(
            re.findall(rf"\b{re.escape(phrase)}\b", sentence["text"], re.IGNORECASE)
        )
        found += [{"startTime": sentence["start"] / 1000, "speakerId": speaker}] * (counts * times)
    return found


def test_keyword_trackers_count_what_is_in_the_text(world: World, details: list[Detail]) -> None:
    by_id = {tracker["trackerId"]: tracker for tracker in world.trackers()}
    seen: Counter[str] = Counter()
    for call, record, monologues in details[::2]:
        known = {party["speakerId"] for party in record["parties"]}
        if record["interaction"] is None or {one["speakerId"] for one in monologues} - known:
            continue
        for tracker in record["content"]["trackers"]:
            if tracker["type"] != "KEYWORD":
                continue
            settings = by_id[tracker["id"]]
            assert settings["workspaceId"] == call.workspace_id
            keywords = settings["languageKeywords"][0]["keywords"]
            expected = {
                word: found
                for word in keywords
                if (found := counted(settings, word, record, monologues))
            }
            told = {one["phrase"]: one["occurrences"] for one in tracker["phrases"]}
            assert told == expected, tracker["name"]
            assert all(one["count"] == len(one["occurrences"]) for one in tracker["phrases"])
            assert tracker["count"] == sum(map(len, expected.values()))
            assert tracker["count"] == len(tracker["occurrences"])
            seen[tracker["name"]] += tracker["count"]
    assert set(seen) == {tracker["trackerName"] for tracker in world.trackers()}
    assert all(seen.values()), seen


def test_smart_trackers_point_at_sentences(details: list[Detail]) -> None:
    total = 0
    for _, record, monologues in details:
        starts = {(who, one["start"] / 1000) for who, one in spoken(monologues)}
        for tracker in record["content"]["trackers"]:
            if tracker["type"] == "SMART":
                at = [(one["speakerId"], one["startTime"]) for one in tracker["occurrences"]]
                assert set(at) <= starts
                assert tracker["count"] == len(at)
                assert tracker["phrases"] == []
                total += len(at)
    assert total > 0


def test_interaction_is_measured_in_the_transcript(details: list[Detail]) -> None:
    unmeasured = 0
    for call, record, monologues in details:
        interaction = record["interaction"]
        if interaction is None:
            unmeasured += 1
            continue
        times: Counter[str] = Counter()
        for speaker, one in spoken(monologues):
            times[speaker] += one["end"] - one["start"]
        for speaker in interaction["speakers"]:
            for party in record["parties"]:
                if party["id"] == speaker["id"]:
                    assert speaker["talkTime"] == times[party["speakerId"]] / 1000
                    assert party["userId"] == speaker["userId"]
        asked = sum(one["text"].endswith("?") for _, one in spoken(monologues))
        assert sum(interaction["questions"].values()) == asked
        host = next(one for one in interaction["speakers"] if one["userId"] == call.host_id)
        figures = {one["name"]: one["value"] for one in interaction["interactionStats"]}
        ratio = host["talkTime"] * 1000 / sum(times.values())
        assert figures["Talk Ratio"] == pytest.approx(ratio, abs=1e-4)
        shown = sum(one["duration"] for one in interaction["video"])
        assert shown <= record["metaData"]["duration"]
    assert unmeasured > 0


def test_outline_highlights_and_comments_lie_within_the_call(details: list[Detail]) -> None:
    for _, record, monologues in details:
        content, duration = record["content"], record["metaData"]["duration"]
        starts = {one["sentences"][0]["start"] / 1000 for one in monologues}
        for section in content.get("outline", []):
            assert {item["startTime"] for item in section["items"]} <= starts
            assert section["startTime"] + section["duration"] <= duration
        for section in content.get("highlights", []):
            assert {time for item in section["items"] for time in item["startTimes"]} <= starts
        for comment in record["collaboration"]["publicComments"]:
            assert 0 <= comment["audioStartTime"] <= comment["audioEndTime"] <= duration
    briefs = [record["content"].get("brief") for _, record, _ in details]
    assert None in briefs
    assert "" in briefs
    assert sum(bool(brief) for brief in briefs) > len(briefs) / 2


def test_structure_covers_the_talk(details: list[Detail]) -> None:
    for _, record, monologues in details:
        parts = record["content"]["structure"]
        assert bool(parts) == bool(monologues)
        assert sum(part["duration"] for part in parts) <= record["metaData"]["duration"] + 5
        assert all(a["name"] != b["name"] for a, b in pairwise(parts))
