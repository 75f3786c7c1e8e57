from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gong_async.view.query import Person, Sentence
from gong_async.view.timeline import lay_out, speakers

ANN = Person("1", "Ann", None, "CFO", "External")
BEN = Person("2", None, "ben@acme.example", None, "Internal")
TIMES = st.none() | st.integers(-(2**63), 2**63 - 1) | st.integers(0, 10_000_000)


def said(speaker: str | None, monologue: int, start: int | None, end: int | None) -> Sentence:
    return Sentence(monologue, speaker, f"topic {monologue // 2}", start, end, "Yes.")


CALL = [
    said("1", 0, 0, 20_000),
    said("1", 0, 20_000, 30_000),
    said("2", 1, 30_000, 40_000),
    said("1", 2, 50_000, 60_000),
]


def test_who_spoke_when_and_how_much() -> None:
    timeline = lay_out(CALL, speakers([ANN, BEN], CALL), 100)
    assert timeline is not None
    ann, ben = timeline.lanes
    assert (ann.speaker.name, ann.seconds, ann.share) == ("Ann", 40.0, 0.8)
    assert [(each.x, each.width) for each in ann.spans] == [
        ("0.00%", "30.00%"),
        ("50.00%", "10.00%"),
    ]
    assert (ben.speaker.name, ben.seconds, ben.share) == ("ben@acme.example", 10.0, 0.2)
    assert [(each.label, each.x, each.width) for each in timeline.topics] == [
        ("topic 0", "0.00%", "40.00%"),
        ("topic 1", "50.00%", "10.00%"),
    ]
    assert [each.sentence for each in timeline.topics] == [0, 3]
    assert timeline.ticks == [
        ("0.00%", "0:00"),
        ("30.00%", "0:30"),
        ("60.00%", "1:00"),
        ("90.00%", "1:30"),
    ]


def test_a_call_is_as_long_as_what_was_said_in_it() -> None:
    timeline = lay_out(CALL, speakers([], CALL), 10)
    assert timeline is not None
    assert timeline.length_ms == 60_000
    assert (timeline.at(30_000), timeline.at(90_000)) == ("50.00%", "100.00%")


def test_sides_have_colours_of_their_own_and_strangers_a_number() -> None:
    sentences = [said(each, n, 0, 1) for n, each in enumerate(("9", "2", "1", None))]
    found = speakers([ANN, BEN, Person("1", "Ann's double", None, None, None)], sentences)
    assert [(each.name, each.colour) for each in found.values()] == [
        ("Unknown speaker 1", "un1"),
        ("ben@acme.example", "in1"),
        ("Ann", "ex1"),
        ("Unknown speaker 2", "un2"),
    ]


@pytest.mark.parametrize("sentences", [[], [said("1", 0, None, None)], [said("1", 0, 5, None)]])
def test_without_times_there_is_no_timeline(sentences: list[Sentence]) -> None:
    assert lay_out(sentences, speakers([], sentences), 100) is None


@given(st.lists(st.builds(said, st.sampled_from(["1", None]), st.just(0), TIMES, TIMES)), TIMES)
def test_no_times_are_too_odd(sentences: list[Sentence], duration: int | None) -> None:
    timeline = lay_out(sentences, speakers([ANN], sentences), duration)
    if timeline is not None:
        assert len(timeline.ticks) <= 7
        assert sum(lane.share for lane in timeline.lanes) <= 1.001
