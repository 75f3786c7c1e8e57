"""Turns, whole or cut into pieces of a size that a search index takes."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from attrs import frozen

from .speech import CallSpeaker, Utterance

__all__ = ["Turn", "check_size", "turns_of"]


@frozen(kw_only=True)
class Turn:
    """
    What one speaker said in a row on one topic, or a piece of that.

    Attributes:
        text: The sentences, with one space between any two words.  Foreign text otherwise.

        start: Milliseconds from the start of the call: the earliest start of the sentences that
            the text touches; None where none has one.

        end: Milliseconds from the start of the call: the latest end of those sentences; None
            where none has one.

        topic: The topic that Gong found here; None where it found none.

        overlap: How many characters at the beginning are the end of the piece before; 0 for a
            whole turn.
    """

    speaker: CallSpeaker
    text: str
    start: int | None = None
    end: int | None = None
    topic: str | None = None
    overlap: int = 0


def check_size(max_chars: int | None, overlap: int) -> None:
    """
    Check how turns are to be cut.

    Raises:
        ValueError: If *max_chars* is below 1, or *overlap* is below 0 or not less than half of
            it.
    """
    if max_chars is not None and max_chars < 1:
        raise ValueError(f"max_chars must be 1 or more, not {max_chars}")
    if overlap < 0 or (overlap and (max_chars is None or overlap * 2 >= max_chars)):
        raise ValueError("overlap must be 0 or more, and less than half of max_chars")


def turns_of(utterances: Iterable[Utterance], max_chars: int | None, overlap: int) -> list[Turn]:
    """Group *utterances* into turns, and cut those that are longer than *max_chars*."""
    return [
        turn
        for (speaker, topic), said in groupby(utterances, lambda one: (one.speaker, one.topic))
        for turn in _pieces(speaker, topic, list(said), max_chars, overlap)
    ]


def _pieces(
    speaker: CallSpeaker,
    topic: str | None,
    said: Sequence[Utterance],
    max_chars: int | None,
    overlap: int,
) -> Iterator[Turn]:
    told = [(text, one) for one in said if (text := " ".join(one.text.split()))]
    text = " ".join(words for words, _ in told)
    ends: list[int] = []  # where each sentence ends in the text
    for words, _ in told:
        ends.append(len(words) + (ends[-1] + 1 if ends else 0))
    for begin, end, repeated in _cuts(text, ends, max_chars or len(text), overlap):
        first, last = bisect_right(ends, begin), bisect_right(ends, end - 1)
        touched = [one for _, one in told[first : last + 1]]
        yield Turn(
            speaker=speaker,
            text=text[begin:end],
            start=min((one.start for one in touched if one.start is not None), default=None),
            end=max((one.end for one in touched if one.end is not None), default=None),
            topic=topic,
            overlap=repeated,
        )


def _cuts(
    text: str, ends: Sequence[int], most: int, overlap: int
) -> Iterator[tuple[int, int, int]]:
    """Yield where each piece begins and ends, and how much of it the one before has too."""
    begin = repeated = 0
    while begin < len(text):
        end = _end(text, ends, begin, most)
        yield begin, end, repeated
        if end == len(text):
            return
        after = end + 1 if text[end] == " " else end
        begin = _word_from(text, end - overlap, end) if overlap else after
        repeated = max(end - begin, 0)


def _end(text: str, ends: Sequence[int], begin: int, most: int) -> int:
    """Find the end of the piece: of a sentence or else of a word, if that half fills it."""
    limit, least = begin + most, begin + (most + 1) // 2
    if limit >= len(text):
        return len(text)
    at = bisect_right(ends, limit) - 1
    if at >= 0 and ends[at] >= least:
        return ends[at]
    space = text.rfind(" ", least, limit + 1)
    return limit if space < 0 else space


def _word_from(text: str, earliest: int, end: int) -> int:
    """Find the first word that begins at *earliest* or later; there is none in some scripts."""
    space = text.find(" ", earliest - 1, end)
    return earliest if space < 0 else space + 1
