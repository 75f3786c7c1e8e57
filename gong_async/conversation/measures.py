"""
How people talked: Gong's figures where it has them, else the same reckoned from the transcript.

Gong does not publish how it reckons, nor in which unit its API hands a figure out: each
:class:`Measure` says whose it is, and figures of the two must not be averaged together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby, pairwise
from typing import Literal

from attrs import field, frozen

from gong_async.models import CallDetails

from .speech import CallSpeaker, Utterance

__all__ = ["Measure", "QuestionTally", "Talk", "TalkRatio"]

_ASKING = ("?", "？", "؟")

Source = Literal["gong", "computed"]


@frozen(kw_only=True)
class Measure:
    """
    One figure.

    Attributes:
        value: In the unit that the method says for ``computed``; in Gong's own for ``gong``.

        source: ``gong`` for Gong's own figure, ``computed`` for one from the transcript.
    """

    value: float
    source: Source


@frozen(kw_only=True)
class TalkRatio:
    """
    Who talked how much of the time that anybody talked.

    Attributes:
        host: The host's share: Gong's ``Talk Ratio``, else computed, from 0 to 1.  None where
            Gong has none and the host does not speak in the transcript.

        internal: The share of the people who are known to belong to the company, from 0 to 1;
            computed.  None where no sentence has its times.

        by_speaker: The share of each who speaks, from 0 to 1, together 1; computed.  Empty where
            no sentence has its times.
    """

    host: Measure | None = None
    internal: float | None = None
    by_speaker: Mapping[CallSpeaker, float] = field(factory=dict[CallSpeaker, float])


@frozen(kw_only=True)
class QuestionTally:
    """
    How many questions were asked.

    Attributes:
        company_count: By people from the company.  None where Gong counts the others alone.

        non_company_count: By all others, also those of whom nobody knows where they belong.
            None where Gong counts the company's people alone.

        source: Whose the two counts are: ``computed`` ones count the sentences that end with a
            question mark.

        host_rate: The host's questions: Gong's ``Question Rate``, else computed, an hour of the
            call.  None where Gong has none and the host does not speak in the transcript, or
            nobody knows how long the call was.
    """

    company_count: int | None
    non_company_count: int | None
    source: Source
    host_rate: Measure | None = None


@frozen
class Talk:
    """A call's figures, and its sentences in the order of the transcript."""

    call: CallDetails
    said: Sequence[Utterance]

    def talk_ratio(self) -> TalkRatio:
        """See :meth:`Conversation.talk_ratio`."""
        times: Counter[CallSpeaker] = Counter()
        for one in self.said:
            times[one.speaker] += one.duration
        whole = times.total()
        shares = {speaker: time / whole for speaker, time in times.items()} if whole else {}
        internal = sum(share for speaker, share in shares.items() if speaker.is_internal)
        return TalkRatio(
            host=self._measure("Talk Ratio", lambda: self._host_share(shares)),
            internal=internal if shares else None,
            by_speaker=shares,
        )

    def longest_monologue(self) -> Measure | None:
        """See :meth:`Conversation.longest_monologue`."""
        return self._measure("Longest Monologue", self._longest_of_host)

    def interactivity(self) -> Measure | None:
        """See :meth:`Conversation.interactivity`."""
        return self._measure("Interactivity", self._changes_a_minute)

    def patience(self) -> Measure | None:
        """See :meth:`Conversation.patience`."""
        return self._measure("Patience", self._wait_of_host)

    def questions(self) -> QuestionTally | None:
        """See :meth:`Conversation.questions`."""
        rate = self._measure("Question Rate", self._questions_an_hour)
        counted = self.call.interaction and self.call.interaction.questions
        if counted and (counted.company_count, counted.non_company_count) != (None, None):
            return QuestionTally(
                company_count=counted.company_count,
                non_company_count=counted.non_company_count,
                source="gong",
                host_rate=rate,
            )
        if not self.said:
            return None
        asked = Counter(one.speaker.is_internal for one in self.said if _asks(one))
        return QuestionTally(
            company_count=asked[True],
            non_company_count=asked[False],
            source="computed",
            host_rate=rate,
        )

    def _measure(self, name: str, compute: Callable[[], float | None]) -> Measure | None:
        """Return Gong's figure of that name; one of our own where it has none."""
        for stat in self.call.interaction.interaction_stats if self.call.interaction else ():
            if stat.name == name and stat.value is not None:
                return Measure(value=stat.value, source="gong")
        value = compute()
        return None if value is None else Measure(value=value, source="computed")

    def _is_host(self, speaker: CallSpeaker) -> bool:
        host = self.call.meta_data.primary_user_id
        return host is not None and speaker.party is not None and speaker.party.user_id == host

    def _host_share(self, shares: Mapping[CallSpeaker, float]) -> float | None:
        own = [share for speaker, share in shares.items() if self._is_host(speaker)]
        return sum(own) if own else None

    def _monologues(self) -> Iterator[tuple[CallSpeaker, int, int]]:
        """Yield who spoke without another in between, from when to when."""
        for speaker, run in groupby(self.said, lambda one: one.speaker):
            spans = [(one.start, one.end) for one in run]
            starts = [start for start, _ in spans if start is not None]
            ends = [end for _, end in spans if end is not None]
            if starts and ends:
                yield speaker, min(starts), max(ends)

    def _longest_of_host(self) -> float | None:
        own = (end - start for who, start, end in self._monologues() if self._is_host(who))
        longest = max(own, default=None)
        return None if longest is None else max(longest, 0) / 1000

    def _changes_a_minute(self) -> float | None:
        seconds = self._seconds()
        changes = sum(a.speaker != b.speaker for a, b in pairwise(self.said))
        return changes / seconds * 60 if seconds else None

    def _wait_of_host(self) -> float | None:
        waits = [
            max(start - end, 0)
            for (_, _, end), (who, start, _) in pairwise(self._monologues())
            if self._is_host(who)
        ]
        return sum(waits) / len(waits) / 1000 if waits else None

    def _questions_an_hour(self) -> float | None:
        own = [one for one in self.said if self._is_host(one.speaker)]
        seconds = self._seconds()
        return sum(map(_asks, own)) / seconds * 3600 if own and seconds else None

    def _seconds(self) -> float | None:
        """How long the call was, as Gong says or else the transcript; None if nothing was said."""
        if not self.said:
            return None
        return self.call.meta_data.duration or _last_end(self.said) / 1000


def _asks(one: Utterance) -> bool:
    return one.text.rstrip().endswith(_ASKING)


def _last_end(said: Iterable[Utterance]) -> int:
    return max((one.end for one in said if one.end is not None), default=0)
