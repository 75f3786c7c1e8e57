"""A call with its words."""

from __future__ import annotations

from attrs import field, frozen

from gong_async.models import CallDetails, CallTranscript

from .measures import Measure, QuestionTally, Talk, TalkRatio
from .render import as_html, as_markdown, as_text
from .speech import CallSpeaker, Utterance, speakers_of, utterances_of
from .subtitles import as_srt, as_vtt
from .turns import Turn, check_size, turns_of

__all__ = ["Conversation"]


@frozen
class Conversation:
    """
    A call, its parties and its transcript, joined.

    ``gong.calls.conversations()`` makes them; so can you, from a call and its transcript.
    Everything else is worked out from these two whenever it is asked for.

    Attributes:
        call: The call with its details.  Without its ``parties`` nobody has a name.

        transcript: What was said; None where Gong has no transcript (yet), which can take it
            from minutes to days, and never comes for a call that was not recorded.
    """

    call: CallDetails
    transcript: CallTranscript | None = field(default=None, repr=False)

    @property
    def speakers(self) -> list[CallSpeaker]:
        """Those who speak in the transcript, in the order in which they first do."""
        return list(speakers_of(self.call.parties, self.transcript).values())

    @property
    def utterances(self) -> list[Utterance]:
        """The sentences in the order of the transcript, each with who said it."""
        return list(utterances_of(self.call.parties, self.transcript))

    def turns(self, *, max_chars: int | None = None, overlap: int = 0) -> list[Turn]:
        """
        Return who said what, turn by turn, in the order of the transcript.

        A turn is what one speaker says in a row on one topic.  Turns without a word are left
        out.  For a search index, turns can be cut into pieces: no word is lost, and no piece has
        words of two turns.

        Args:
            max_chars: The most characters that a text may have: longer turns are cut after a
                sentence, else after a word, where that fills at least half of it, else anywhere.
                None leaves every turn whole.

            overlap: How many characters of a piece the next one of the same turn begins with:
                at most so many, from the first word that begins there; where none does, just so
                many.  Less than half of *max_chars*.

        Raises:
            ValueError: If *max_chars* or *overlap* cannot be.
        """
        check_size(max_chars, overlap)
        return turns_of(self.utterances, max_chars, overlap)

    def to_text(self) -> str:
        """
        Return plain text: title, time, speakers, then a line ``[00:01:02] Name: words`` a turn.

        Times are hours, minutes and seconds from the start of the call, ``-`` where nobody knows.
        Control characters, and marks that hide or reorder text, come out as ``\\x1b``.
        """
        return as_text(self)

    def to_markdown(self) -> str:
        """
        Return Markdown: the title as a heading, time, speakers, then a paragraph a turn.

        Whatever was said comes out as said: all that Markdown would take for more is escaped.
        """
        return as_markdown(self)

    def to_srt(self) -> str:
        """
        Return SubRip subtitles, a cue a sentence, in the order of their starts.

        A sentence without a start begins where the one before it ends, at 0 if it is the first;
        one without an end, or with one that is not after its start, is shown for two seconds.
        Sentences that overlap stay so.  ``<``, ``>``, ``{`` and ``}``, which players take for
        tags, are replaced by ``‹``, ``›``, ``(`` and ``)``.  Empty without a transcript.
        """
        return as_srt(self.utterances)

    def to_vtt(self) -> str:
        """
        Return WebVTT subtitles, a cue a sentence, with the speaker as its voice.

        Times are as those of :meth:`to_srt`.  Without a transcript there are no cues.
        """
        return as_vtt(self.utterances)

    def talk_ratio(self) -> TalkRatio:
        """
        Return who talked how much of the time that anybody talked.

        Talk time is the sum of a speaker's sentences, from start to end; those without both
        times count for nothing, and where two talk at once both count.  The host's share is
        Gong's ``Talk Ratio`` where Gong has it; the other shares are always computed.
        """
        return self._talk.talk_ratio()

    def longest_monologue(self) -> Measure | None:
        """
        Return the longest that the host spoke without another speaker in between.

        Gong's ``Longest Monologue``; else computed, in seconds from the start of the first
        sentence to the end of the last, pauses included.  None where Gong has none and the host
        does not speak in the transcript, or without times.
        """
        return self._talk.longest_monologue()

    def interactivity(self) -> Measure | None:
        """
        Return how often the conversation went from one speaker to another.

        Gong's ``Interactivity``, a score; else computed, in changes of the speaker a minute of
        the call, which is not Gong's score.  None where Gong has none and there is no
        transcript, or nobody knows how long the call was.
        """
        return self._talk.interactivity()

    def patience(self) -> Measure | None:
        """
        Return how long the host waits, on average, before speaking after somebody else.

        Gong's ``Patience``; else computed, in seconds from the end of what the other said to the
        start of what the host says; 0 for interrupting.  None where Gong has none and the host
        never speaks after another in the transcript, or without times.
        """
        return self._talk.patience()

    def questions(self) -> QuestionTally | None:
        """
        Return how many questions the company's people asked, and how many the others.

        Gong's counts where it has any; else computed: the sentences that end with a question
        mark.  None where Gong has none and nothing was said in the transcript.
        """
        return self._talk.questions()

    @property
    def _talk(self) -> Talk:
        return Talk(self.call, self.utterances)

    def _repr_html_(self) -> str:
        return as_html(self)

    def _repr_markdown_(self) -> str:
        return as_markdown(self)
