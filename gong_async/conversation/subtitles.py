"""A conversation as subtitles: SubRip and WebVTT, a cue for each sentence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from attrs import frozen

from gong_async.wording import one_line

from .speech import Utterance

__all__ = ["as_srt", "as_vtt", "timestamp"]

_UNKNOWN_LENGTH = 2_000  # milliseconds that a sentence is shown of which nobody knows the end
_NO_TAGS = str.maketrans("<>{}", "‹›()")


@frozen
class _Cue:
    start: int
    end: int
    speaker: str
    text: str


def as_srt(said: Iterable[Utterance]) -> str:
    """See :meth:`Conversation.to_srt`."""
    return "\n".join(
        f"{number}\n{timestamp(cue.start, ',')} --> {timestamp(cue.end, ',')}\n"
        f"{_untagged(cue.speaker)}: {_untagged(cue.text)}\n"
        for number, cue in enumerate(_cues(said), 1)
    )


def as_vtt(said: Iterable[Utterance]) -> str:
    """See :meth:`Conversation.to_vtt`."""
    cues = (
        f"\n{timestamp(cue.start, '.')} --> {timestamp(cue.end, '.')}\n"
        f"<v {escape(cue.speaker, quote=False)}>{escape(cue.text, quote=False)}</v>\n"
        for cue in _cues(said)
    )
    return "WEBVTT\n" + "".join(cues)


def timestamp(milliseconds: int, comma: str) -> str:
    """Write ``01:02:03,004``; hours take more digits where they need them."""
    seconds, rest = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}{comma}{rest:03}"


def _cues(said: Iterable[Utterance]) -> list[_Cue]:
    """Give each sentence that has words its times, and put them in the order of these."""
    return sorted(_timed(one for one in said if one.text.strip()), key=lambda cue: cue.start)


def _timed(said: Iterable[Utterance]) -> Iterator[_Cue]:
    """Make up the times that are missing: each sentence begins where the one before it ended."""
    last = 0
    for one in said:
        start = last if one.start is None else one.start
        end = one.end if one.end is not None and one.end > start else start + _UNKNOWN_LENGTH
        yield _Cue(start, end, one_line(one.speaker.label), one_line(one.text))
        last = end


def _untagged(text: str) -> str:
    """Replace what players take for tags, for which SubRip has no escapes."""
    return text.translate(_NO_TAGS)
