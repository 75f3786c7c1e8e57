"""Turns, and the pieces that they are cut into."""

from __future__ import annotations

from itertools import groupby, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gong_async import Conversation, Turn
from tests.unit.talks import conversations, said, talk

LONG = ("One two three. ", 0, 1000), ("Four five six seven.", 1000, 2500), ("Eight.", 2600, 3000)


def squeezed(text: str) -> str:
    return "".join(text.split())


class TestWholeTurns:
    def test_a_turn_is_what_one_speaker_says_in_a_row_on_one_topic(self) -> None:
        made = talk(
            said("11", ("Hi  there.", 10, 20)),
            said("11", ("How\nare you?", 30, 40)),
            said("12", ("Fine.", 50, 60)),
            said("12", ("It is dear.", 70, 80), topic="Pricing"),
        )
        assert [
            (one.speaker.name, one.text, one.start, one.end, one.topic) for one in made.turns()
        ] == [
            ("Anna", "Hi there. How are you?", 10, 40, None),
            ("Bob", "Fine.", 50, 60, None),
            ("Bob", "It is dear.", 70, 80, "Pricing"),
        ]

    def test_turns_without_a_word_are_left_out(self) -> None:
        made = talk(said("11", ("", 0, 1), (" ", 1, 2)), said("12"), said("11", (None, 3, 4)))
        assert made.turns() == []

    def test_times_are_those_that_are_known(self) -> None:
        made = talk(said("11", ("a", None, 50), ("b", 30, None), ("c", 20, 40)), said("12", ("d",)))
        assert [(one.start, one.end) for one in made.turns()] == [(20, 50), (None, None)]


class TestPieces:
    def test_cut_after_sentences_where_they_fill_half(self) -> None:
        pieces = talk(said("11", *LONG)).turns(max_chars=36)
        assert [(one.text, one.start, one.end) for one in pieces] == [
            ("One two three. Four five six seven.", 0, 2500),
            ("Eight.", 2600, 3000),
        ]

    def test_else_after_words(self) -> None:
        pieces = talk(said("11", *LONG)).turns(max_chars=12)
        assert [(one.text, one.start, one.end) for one in pieces] == [
            ("One two", 0, 1000),
            ("three.", 0, 1000),
            ("Four five", 1000, 2500),
            ("six seven.", 1000, 2500),
            ("Eight.", 2600, 3000),
        ]

    def test_a_word_may_end_where_the_piece_must(self) -> None:
        pieces = talk(said("11", ("One two six",))).turns(max_chars=7)
        assert [one.text for one in pieces] == ["One two", "six"]

    def test_else_anywhere(self) -> None:
        pieces = talk(said("11", ("日本語の長い文です",))).turns(max_chars=4, overlap=1)
        assert [one.text for one in pieces] == ["日本語の", "の長い文", "文です"]

    def test_the_next_piece_begins_with_the_last_words_of_the_one_before(self) -> None:
        pieces = talk(said("11", *LONG)).turns(max_chars=22, overlap=10)
        assert [(one.text[: one.overlap], one.text[one.overlap :]) for one in pieces] == [
            ("", "One two three."),
            ("two three.", " Four five"),
            ("Four five", " six seven."),
            ("six seven.", " Eight."),
        ]

    def test_pieces_never_reach_into_another_turn(self) -> None:
        pieces = talk(said("11", ("a b",)), said("12", ("c d",))).turns(max_chars=3, overlap=1)
        assert [one.text for one in pieces] == ["a b", "c d"]

    @pytest.mark.parametrize(
        ("max_chars", "overlap"), [(0, 0), (-1, 0), (10, 5), (10, -1), (None, 1), (1, 1)]
    )
    def test_a_size_that_cannot_be(self, max_chars: int | None, overlap: int) -> None:
        with pytest.raises(ValueError, match=r"^(max_chars|overlap) must be"):
            talk().turns(max_chars=max_chars, overlap=overlap)

    @given(conversations, st.integers(1, 40), st.data())
    def test_nothing_is_lost_too_long_or_out_of_order(
        self, made: Conversation, max_chars: int, data: st.DataObject
    ) -> None:
        overlap = data.draw(st.integers(0, (max_chars - 1) // 2))
        whole, pieces = made.turns(), made.turns(max_chars=max_chars, overlap=overlap)
        assert all(0 < len(one.text) <= max_chars for one in pieces)
        assert all(one.text == one.text.strip() for one in pieces)
        told = "".join(one.text[one.overlap :] for one in pieces)
        assert squeezed(told) == squeezed("".join(one.text for one in made.utterances))
        assert squeezed(told) == squeezed("".join(one.text for one in whole))
        assert [key for key, _ in groupby(pieces, _place)] == [
            key for key, _ in groupby(whole, _place)
        ]
        if overlap:
            assert sum(not one.overlap for one in pieces) == len(whole)
        for before, one in pairwise(pieces):
            assert_overlaps(before, one, overlap)

    @given(conversations, st.integers(1, 40))
    def test_the_times_of_the_pieces_lie_in_those_of_the_turns(
        self, made: Conversation, max_chars: int
    ) -> None:
        whole, pieces = made.turns(), made.turns(max_chars=max_chars)
        for bound, least in (("start", min), ("end", max)):
            known = [
                [time for one in turns if (time := getattr(one, bound)) is not None]
                for turns in (whole, pieces)
            ]
            assert least(known[0], default=None) == least(known[1], default=None)


def _place(turn: Turn) -> tuple[object, str | None]:
    return turn.speaker, turn.topic


def assert_overlaps(before: Turn, one: Turn, asked: int) -> None:
    """Check that *one* begins with the end of *before*, if it goes on with the same turn."""
    shared = one.text[: one.overlap]
    assert before.text.endswith(shared)
    if not shared:
        return
    assert len(shared) <= asked
    assert _place(before) == _place(one)
    cut = len(before.text) - len(shared)
    at_a_word = before.text[cut - 1] == " "
    missed = before.text[len(before.text) - asked : cut]
    assert at_a_word or len(shared) == asked
    assert " " not in missed[:-1], "an earlier word would have fitted"
