"""A conversation as text, Markdown, HTML and subtitles, which nothing that was said can break."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from io import StringIO

import pytest
import srt
import webvtt
from hypothesis import given
from markdown_it import MarkdownIt
from markdown_it.token import Token

from gong_async import Call, CallDetails, Conversation, Party
from gong_async.wording import one_line
from tests.unit.talks import HOSTILE, conversations, said, talk

TALK = talk(
    said("11", ("Hi.", 0, 900), ("Ready?", 1_000, 2_500)),
    said("77", ("*Yes* & <no>.", 3_725_004, 3_726_000)),
    title="Acme | demo",
    started=datetime(2026, 1, 5, 9, 30, tzinfo=UTC),
)
JOINERS = "\u200c\u200d"
NO_TAGS = str.maketrans("<>{}", "‹›()")


def harmless(text: str) -> bool:
    """Tell whether a text of several lines can be seen as it is, and written as UTF-8."""
    text.encode()
    return all(char.isprintable() or char in JOINERS for char in text.replace("\n", ""))


def shown(made: Conversation) -> list[tuple[str, str]]:
    """Who said what, as it is shown."""
    return [(one_line(one.speaker.label), one_line(one.text)) for one in made.turns()]


class TestText:
    def test_a_line_a_turn(self) -> None:
        assert TALK.to_text() == (
            "Acme | demo\n"
            "2026-01-05 09:30 UTC\n"
            "Speakers: Anna (internal), Speaker 1 (unknown)\n"
            "\n"
            "[00:00:00] Anna: Hi. Ready?\n"
            "[01:02:05] Speaker 1: *Yes* & <no>.\n"
        )

    def test_without_a_transcript_it_says_so(self) -> None:
        made = Conversation(CallDetails(meta_data=Call(id="1")))
        assert made.to_text() == "(no title)\n\nThere is no transcript yet.\n"
        assert made.to_markdown() == "# (no title)\n\nThere is no transcript yet.\n"
        assert "There is no transcript yet." in made._repr_html_()
        assert made.to_srt() == ""
        assert made.to_vtt() == "WEBVTT\n"

    def test_of_a_silent_call_it_says_so(self) -> None:
        assert talk(said("11", ("", 0, 1))).to_text().endswith("\n\nNothing was said.\n")

    def test_a_turn_without_a_time(self) -> None:
        assert "[-] Anna: Hi.\n" in talk(said("11", ("Hi.",))).to_text()

    def test_control_characters_are_shown(self) -> None:
        made = talk(said("11", ("a\x1b[31mb\u202ec\0d\n\ne\ud83d",)))
        assert r"Anna: a\x1b[31mb\u202ec\x00d e\ud83d" in made.to_text()

    @given(conversations)
    def test_a_turn_never_breaks_out_of_its_line(self, made: Conversation) -> None:
        text = made.to_text()
        assert harmless(text)
        head, _, body = text.partition("\n\n")
        assert 1 <= len(head.split("\n")) <= 3
        lines = body.removesuffix("\n").split("\n")
        turns = [re.fullmatch(r"\[(?:-|\d\d+:\d\d:\d\d)\] (.*)", line) for line in lines]
        found = [match[1] for match in turns if match]
        assert found == [f"{label}: {words}" for label, words in shown(made)]


MARKDOWN = MarkdownIt("gfm-like", {"typographer": False})
PLAIN = {"paragraph_open", "paragraph_close", "inline", "text", "strong_open", "strong_close"}


def inner(tokens: list[Token]) -> list[Token]:
    return [child for token in tokens for child in [token, *(token.children or ())]]


def words(token: Token) -> str:
    return "".join(child.content for child in token.children or ())


class TestMarkdown:
    def test_a_paragraph_a_turn(self) -> None:
        assert TALK.to_markdown() == (
            "# Acme \\| demo\n"
            "\n"
            "2026-01-05 09:30 UTC\n"
            "\n"
            "Speakers: Anna (internal), Speaker 1 (unknown)\n"
            "\n"
            "**Anna** (00:00:00): Hi. Ready?\n"
            "\n"
            "**Speaker 1** (01:02:05): \\*Yes\\* \\& \\<no\\>.\n"
        )
        assert TALK._repr_markdown_() == TALK.to_markdown()

    def test_the_parser_of_the_tests_sees_markup(self) -> None:
        seen = {token.type for text in HOSTILE for token in inner(MARKDOWN.parse(text))}
        assert seen >= {"heading_open", "link_open", "image", "fence", "bullet_list_open", "hr"}
        assert seen >= {"table_open", "html_block", "blockquote_open", "ordered_list_open"}

    @given(conversations)
    def test_nothing_that_was_said_is_markup(self, made: Conversation) -> None:
        assert_no_markup(made)

    @pytest.mark.parametrize("text", HOSTILE, ids=ascii)
    def test_no_markup_in_any_place(self, text: str) -> None:
        for around in (text, f"x {text}", f"{text} x {text}", f"x{text}x {text}x{text}"):
            party = Party(speaker_id="11", name=around)
            assert_no_markup(talk(said("11", (around,)), parties=(party,), title=around))

    def test_dollars_are_no_formula_in_a_notebook(self) -> None:
        assert r"From \$5 to \$6." in talk(said("11", ("From $5 to $6.",))).to_markdown()


def assert_no_markup(made: Conversation) -> None:
    """Check that a parser of Markdown finds what was said, and nothing in it but text."""
    text = made.to_markdown()
    assert harmless(text)
    opening, title, closing, *rest = MARKDOWN.parse(text)
    assert (opening.type, opening.tag, closing.type) == ("heading_open", "h1", "heading_close")
    assert words(title) == (one_line(made.call.meta_data.title or "") or "(no title)")
    assert {child.type for child in title.children or ()} <= {"text"}
    assert {token.type for token in inner(rest)} <= PLAIN
    paragraphs = [token for token in rest if token.type == "inline"]
    turns = [one for one in paragraphs if any(c.type == "strong_open" for c in one.children or ())]
    moment = re.compile(r" \((-|\d\d+:\d\d:\d\d)\): ")
    expected = shown(made)
    assert len(turns) == len(expected)
    for turn, (label, text) in zip(turns, expected, strict=True):
        assert words(turn).startswith(label)
        assert moment.sub("", words(turn).removeprefix(label), count=1) == text


class Tags(HTMLParser):
    """What a browser would see."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.text = ""
        self.attributes: set[str] = set()
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.text += data


class TestHtml:
    def test_a_paragraph_a_turn(self) -> None:
        html = TALK._repr_html_()
        assert "<strong>Acme | demo</strong><br>2026-01-05 09:30 UTC<br>Speakers: Anna" in html
        assert (
            "<p><strong>Speaker 1</strong> <small>01:02:05</small><br>*Yes* &amp; &lt;no&gt;.</p>"
            in html
        )

    def test_dollars_are_no_formula_in_a_notebook(self) -> None:
        html = talk(said("11", ("From $5 to $6.",)))._repr_html_()
        assert html.startswith('<div class="tex2jax_ignore mathjax_ignore">')

    @given(conversations)
    def test_nothing_that_was_said_is_a_tag(self, made: Conversation) -> None:
        html = made._repr_html_()
        assert harmless(html)
        seen = Tags(html)
        assert seen.tags <= {"div", "p", "strong", "small", "br", "em"}
        assert seen.attributes <= {"class", "style"}
        at = 0
        for label, text in shown(made):
            for part in (label, text):
                assert part in seen.text[at:]
                at = seen.text.index(part, at) + len(part)


def cues_of(made: Conversation) -> list[tuple[str, str]]:
    """Who said what, sentence by sentence, where there are words."""
    return sorted(
        (one_line(one.speaker.label), one_line(one.text))
        for one in made.utterances
        if one.text.strip()
    )


class TestSubtitles:
    def test_a_cue_a_sentence(self) -> None:
        assert TALK.to_srt() == (
            "1\n00:00:00,000 --> 00:00:00,900\nAnna: Hi.\n"
            "\n"
            "2\n00:00:01,000 --> 00:00:02,500\nAnna: Ready?\n"
            "\n"
            "3\n01:02:05,004 --> 01:02:06,000\nSpeaker 1: *Yes* & ‹no›.\n"
        )
        assert TALK.to_vtt() == (
            "WEBVTT\n"
            "\n00:00:00.000 --> 00:00:00.900\n<v Anna>Hi.</v>\n"
            "\n00:00:01.000 --> 00:00:02.500\n<v Anna>Ready?</v>\n"
            "\n01:02:05.004 --> 01:02:06.000\n<v Speaker 1>*Yes* &amp; &lt;no&gt;.</v>\n"
        )

    def test_times_that_are_missing_are_made_up(self) -> None:
        made = talk(
            said("11", ("a",), ("b", None, 5_000), ("c", 7_000, 7_000), ("d", 6_000, 6_500), ("e",))
        )
        times = [
            (cue.content[-1], cue.start.total_seconds(), cue.end.total_seconds())
            for cue in srt.parse(made.to_srt())
        ]
        assert times == [("a", 0, 2), ("b", 2, 5), ("d", 6, 6.5), ("e", 6.5, 8.5), ("c", 7, 9)]

    @pytest.mark.parametrize("text", ["a\n\n9\n00:00:01,000 --> 00:00:02,000\nb", "{\\an8}", "-->"])
    def test_one_sentence_is_one_cue(self, text: str) -> None:
        made = talk(said("11", (text, 0, 1000)))
        assert len(list(srt.parse(made.to_srt()))) == 1
        assert len(webvtt.from_string(made.to_vtt())) == 1

    @given(conversations)
    def test_subrip_reads_back(self, made: Conversation) -> None:
        text = made.to_srt()
        assert harmless(text)
        assert not set("<>{}") & set(text.replace(" --> ", ""))
        cues = list(srt.parse(text))
        assert [cue.index for cue in cues] == list(range(1, len(cues) + 1))
        assert all(cue.start < cue.end for cue in cues)
        assert cues == sorted(cues, key=lambda cue: cue.start)
        said = [f"{label}: {words}".translate(NO_TAGS) for label, words in cues_of(made)]
        assert sorted(cue.content for cue in cues) == sorted(map(str.strip, said))

    @given(conversations)
    def test_webvtt_reads_back(self, made: Conversation) -> None:
        text = made.to_vtt()
        assert harmless(text)
        head, *blocks = text.removesuffix("\n").split("\n\n")
        assert head == "WEBVTT"
        assert all(len(block.split("\n")) == 2 for block in blocks)
        captions = list(webvtt.from_buffer(StringIO(text)))
        assert len(captions) == len(blocks)
        assert all(one.start_in_seconds <= one.end_in_seconds for one in captions)
        read = [cue_text(block) for block in blocks]
        assert sorted(read) == cues_of(made)


def cue_text(block: str) -> tuple[str, str]:
    """Read the voice and the words of a cue as a player does: one tag, then text."""
    times, payload = block.split("\n")
    assert re.fullmatch(r"\d\d+:\d\d:\d\d\.\d{3} --> \d\d+:\d\d:\d\d\.\d{3}", times)
    match = re.fullmatch(r"<v ([^<>]*)>([^<>]*)</v>", payload)
    assert match
    voice, words = (
        part.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
        for part in match.groups()
    )
    return voice, words
