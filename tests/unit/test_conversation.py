"""A conversation as a value: who said what, and the figures."""

from __future__ import annotations

import pickle
from collections import Counter

import pytest
from hypothesis import given

from gong_async import (
    Affiliation,
    Call,
    CallDetails,
    CallInteraction,
    CallInteractionStat,
    Conversation,
    Measure,
    Party,
    QuestionCounts,
)
from tests.unit.talks import ANNA, BOB, conversations, said, talk


class TestSpeakers:
    def test_every_sentence_has_its_speaker(self) -> None:
        made = talk(
            said("11", ("Hi.", 0, 900), ("Well?", 950, 1500)), said("12", ("Hi.", 1600, 2000))
        )
        assert [
            (one.speaker.name, one.text, one.start, one.end, one.duration)
            for one in made.utterances
        ] == [
            ("Anna", "Hi.", 0, 900, 900),
            ("Anna", "Well?", 950, 1500, 550),
            ("Bob", "Hi.", 1600, 2000, 400),
        ]
        assert [(one.label, one.affiliation, one.party) for one in made.speakers] == [
            ("Anna", Affiliation.INTERNAL, ANNA),
            ("Bob", Affiliation.EXTERNAL, BOB),
        ]

    def test_those_whom_nobody_knows_are_numbered_in_the_order_they_appear(self) -> None:
        made = talk(said("31", ("a",)), said("11", ("b",)), said("30", ("c",)), said("31", ("d",)))
        labels = ["Speaker 1", "Anna", "Speaker 2", "Speaker 1"]
        assert [one.speaker.label for one in made.utterances] == labels
        assert [one.speaker.label for one in made.utterances] == labels
        assert made.speakers[0].name is None
        assert made.speakers[0].party is None
        assert made.speakers[0].affiliation == Affiliation.UNKNOWN

    def test_without_parties_everybody_is_a_number(self) -> None:
        made = talk(said("11", ("a",)), said("12", ("b",)), parties=())
        assert [one.label for one in made.speakers] == ["Speaker 1", "Speaker 2"]

    def test_a_monologue_without_a_speaker_is_not_the_party_without_one(self) -> None:
        mute = Party(name="Mute", speaker_id=None)
        made = talk(said(None, ("a",)), said("", ("b",)), said("9", ("c",)), parties=(mute,))
        assert [one.speaker.label for one in made.utterances] == [
            "Unknown speaker",
            "Unknown speaker",
            "Speaker 1",
        ]
        assert made.speakers[0].speaker_id is None

    @pytest.mark.parametrize("blank", [None, "", " \n"])
    def test_of_two_parties_with_one_speaker_id_the_first_with_a_name_counts(
        self, blank: str | None
    ) -> None:
        doubles = (
            Party(speaker_id="11", name=blank, email_address="dial-in@acme.example"),
            Party(speaker_id="11", name="Anna"),
            Party(speaker_id="11", name="Anna again"),
        )
        made = talk(said("11", ("a",)), parties=doubles)
        assert [(one.name, one.party) for one in made.speakers] == [("Anna", doubles[1])]

    def test_without_a_name_the_address_is_the_label(self) -> None:
        party = Party(speaker_id="11", name=" ", email_address="anna@acme.example")
        (speaker,) = talk(said("11", ("a",)), parties=(party,)).speakers
        assert (speaker.label, speaker.name) == ("anna@acme.example", None)

    def test_a_party_of_which_nobody_knows_anything_has_a_number_too(self) -> None:
        (speaker,) = talk(said("11", ("a",)), parties=(Party(speaker_id="11"),)).speakers
        assert (speaker.label, speaker.affiliation) == ("Speaker 1", Affiliation.UNKNOWN)

    def test_without_a_transcript_nobody_speaks(self) -> None:
        made = Conversation(CallDetails(meta_data=Call(id="1"), parties=[ANNA]))
        assert (made.speakers, made.utterances, made.turns()) == ([], [], [])

    def test_times_that_cannot_be_are_none(self) -> None:
        made = talk(said("11", ("a", -5, 10), ("b", 20, 10), ("c", 0, 0), ("d", None, -1)))
        assert [(one.start, one.end) for one in made.utterances] == [
            (None, 10),
            (20, None),
            (0, 0),
            (None, None),
        ]

    def test_it_pickles(self) -> None:
        made = talk(said("11", ("a", 0, 1)))
        assert pickle.loads(pickle.dumps(made)) == made

    @given(conversations)
    def test_whoever_is_among_the_parties_has_that_name(self, made: Conversation) -> None:
        spoken = made.transcript.transcript if made.transcript else []
        ids = [one.speaker_id for one in spoken for _ in one.sentences]
        assert len(ids) == len(made.utterances)
        for speaker_id, one in zip(ids, made.utterances, strict=True):
            speaker = one.speaker
            assert speaker.speaker_id == (speaker_id or None)
            names = [
                party.name
                for party in made.call.parties
                if speaker_id and party.speaker_id == speaker_id and (party.name or "").strip()
            ]
            assert speaker.name == (names[0] if names else None)
            assert speaker.label == " ".join(speaker.label.split()) != ""
        numbers = [one.label for one in made.speakers if one.party is None and one.speaker_id]
        assert len(set(numbers)) == len(numbers)


def gong_says(**stats: float) -> CallInteraction:
    return CallInteraction(
        interaction_stats=[
            CallInteractionStat(name=name.replace("_", " "), value=value)
            for name, value in stats.items()
        ]
    )


DIALOGUE = (
    said("11", ("Hello?", 0, 2_000), ("How are you?", 3_000, 6_000)),
    said("12", ("Fine.", 8_000, 10_000)),
    said("11", ("Good.", 11_000, 12_000), topic="Pricing"),
    said("11", ("So: the price.", 12_000, 20_000), topic="Next steps"),
    said("99", ("What?", 19_000, 21_000)),
    said("11", ("What do you think?", 20_500, 21_500)),
)


def computed(value: float) -> Measure:
    return Measure(value=pytest.approx(value), source="computed")


class TestMeasures:
    def test_shares_of_the_talk_time(self) -> None:
        ratio = talk(*DIALOGUE).talk_ratio()
        shares = {speaker.label: share for speaker, share in ratio.by_speaker.items()}
        assert shares == pytest.approx({"Anna": 15 / 19, "Bob": 2 / 19, "Speaker 1": 2 / 19})
        assert ratio.internal == pytest.approx(15 / 19)
        assert ratio.host == computed(15 / 19)

    def test_the_longest_monologue_does_not_end_with_a_topic(self) -> None:
        assert talk(*DIALOGUE).longest_monologue() == computed(9.0)

    def test_a_monologue_whose_times_contradict_each_other_takes_none(self) -> None:
        made = talk(said("11", ("a", 20_000, None), ("b", None, 10_000)))
        assert made.longest_monologue() == computed(0.0)

    def test_interactivity_counts_changes_a_minute(self) -> None:
        assert talk(*DIALOGUE, duration=120).interactivity() == computed(2.0)
        assert talk(*DIALOGUE, duration=0).interactivity() == computed(4 / 21.5 * 60)

    def test_patience_is_the_wait_before_the_host_speaks_and_no_less_than_none(self) -> None:
        assert talk(*DIALOGUE).patience() == computed(0.5)

    def test_questions_end_with_a_question_mark(self) -> None:
        tally = talk(*DIALOGUE, duration=1800).questions()
        assert tally is not None
        assert (tally.company_count, tally.non_company_count) == (3, 1)
        assert (tally.source, tally.host_rate) == ("computed", computed(6.0))

    @pytest.mark.parametrize("text", ["なに？ ", "ماذا؟", "what?"])
    def test_question_marks_of_other_scripts(self, text: str) -> None:
        tally = talk(said("12", (text,))).questions()
        assert tally is not None
        assert tally.non_company_count == 1

    def test_gongs_own_figures_win(self) -> None:
        figures = gong_says(
            Talk_Ratio=0.4, Longest_Monologue=60, Interactivity=7, Patience=0.9, Question_Rate=12
        )
        figures.questions = QuestionCounts(company_count=8)
        made = talk(*DIALOGUE, interaction=figures)
        tally = made.questions()
        assert made.talk_ratio().host == Measure(value=0.4, source="gong")
        assert made.longest_monologue() == Measure(value=60, source="gong")
        assert made.interactivity() == Measure(value=7, source="gong")
        assert made.patience() == Measure(value=0.9, source="gong")
        assert tally is not None
        assert (tally.company_count, tally.non_company_count, tally.source) == (8, None, "gong")
        assert tally.host_rate == Measure(value=12, source="gong")

    def test_a_figure_without_a_value_is_none_of_gongs(self) -> None:
        figures = CallInteraction(
            interaction_stats=[CallInteractionStat(name="Patience"), CallInteractionStat()],
            questions=QuestionCounts(),
        )
        made = talk(*DIALOGUE, interaction=figures)
        assert made.patience() == computed(0.5)
        assert getattr(made.questions(), "source", None) == "computed"

    def test_nothing_is_known_without_a_transcript(self) -> None:
        made = Conversation(CallDetails(meta_data=Call(id="1", duration=60)))
        ratio = made.talk_ratio()
        assert (ratio.host, ratio.internal, ratio.by_speaker) == (None, None, {})
        assert made.longest_monologue() is None
        assert made.interactivity() is None
        assert made.patience() is None
        assert made.questions() is None

    def test_nothing_is_known_of_a_host_who_does_not_speak(self) -> None:
        made = talk(said("12", ("So?", 0, 1000)), duration=60)
        assert made.talk_ratio().host is None
        assert made.longest_monologue() is None
        assert made.patience() is None
        assert getattr(made.questions(), "host_rate", 1) is None

    def test_without_times_there_are_questions_alone(self) -> None:
        made = talk(said("11", ("So?",)), said("12", ("Well.",)))
        assert made.talk_ratio().internal is None
        assert made.longest_monologue() is None
        assert made.interactivity() is None
        assert getattr(made.questions(), "company_count", None) == 1

    @given(conversations)
    def test_shares_are_shares_and_no_conversation_is_too_odd(self, made: Conversation) -> None:
        ratio = made.talk_ratio()
        if ratio.by_speaker:
            assert sum(ratio.by_speaker.values()) == pytest.approx(1)
            assert ratio.internal is not None
            assert -1e-9 <= ratio.internal <= 1 + 1e-9
        for figure in (made.longest_monologue(), made.interactivity(), made.patience()):
            assert figure is None or figure.value >= 0
        tally = made.questions()
        assert (tally is None) == (not made.utterances)
        if tally is not None:
            marks = Counter(one.text.rstrip()[-1:] for one in made.utterances)
            asked = (tally.company_count or 0) + (tally.non_company_count or 0)
            assert asked == marks["?"] + marks["？"] + marks["؟"]
