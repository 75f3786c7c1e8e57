"""Conversations made by hand, and any that there could be."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from gong_async import (
    Affiliation,
    Call,
    CallDetails,
    CallInteraction,
    CallTranscript,
    Conversation,
    Monologue,
    Party,
    Sentence,
)

ANNA = Party(id="1", speaker_id="11", user_id="7", name="Anna", affiliation=Affiliation.INTERNAL)
BOB = Party(id="2", speaker_id="12", name="Bob", affiliation=Affiliation.EXTERNAL)


def said(
    speaker_id: str | None, *sentences: tuple[Any, ...], topic: str | None = None
) -> Monologue:
    """A monologue of ``(text, start, end)``; times in milliseconds may be left out."""
    return Monologue(
        speaker_id=speaker_id,
        topic=topic,
        sentences=[
            Sentence(text=text, start=times[0] if times else None, end=times[1] if times else None)
            for text, *times in sentences
        ],
    )


def talk(
    *monologues: Monologue,
    parties: tuple[Party, ...] = (ANNA, BOB),
    interaction: CallInteraction | None = None,
    **call: Any,
) -> Conversation:
    """A conversation of *monologues*, hosted by Anna."""
    meta_data = Call(**{"id": "1", "primary_user_id": "7", **call})
    details = CallDetails(meta_data=meta_data, parties=list(parties), interaction=interaction)
    return Conversation(details, CallTranscript(call_id="1", transcript=list(monologues)))


HOSTILE = (
    *("-->", "\n\n", "\r\n", "\0", "<i>", "</v>", "<script>alert(1)</script>", "&amp;", "&#60;"),
    *("{\\an8}", "[x](http://evil.example)", "![x](y)", "<http://evil.example>", "`", "```", "~~"),
    *(
        "# ",
        "\n# h",
        "- ",
        "1. ",
        "> ",
        "***",
        "---",
        "===",
        "|a|b|\n|-|-|\n",
        "$x$",
        "$$",
        "\\",
        "_a_",
    ),
    *(
        "http://evil.example",
        "www.evil.example",
        "evil.com",
        "a@evil.com",
        "//evil.com",
        "mailto:a@localhost",
        "http://localhost/x",
    ),
    *(
        "\x1b[31m",
        "\x07",
        "\u202e",
        "\u2066",
        "\u200b",
        "\u2028",
        "\x85",
        "\ud83d",
        "\ufeff",
        "\u200d",
    ),
    *(
        "שלום",
        "日本語",
        "e\u0301",
        "🙂",
        "1",
        "\n7\n00:00:01,000 --> 00:00:02,000\n",
        "NOTE",
        "STYLE",
    ),
)
texts = st.lists(st.sampled_from(HOSTILE) | st.text(max_size=8), max_size=6).map("".join)
times = st.none() | st.integers(-5_000, 10**9)


def _sentence(text: str | None, start: int | None, end: int | None) -> Sentence:
    return Sentence(text=text, start=start, end=end)


speaker_ids = st.none() | st.sampled_from(["", "11", "12", "13", "14"])
sentences = st.builds(_sentence, st.none() | texts, times, times)
monologues = st.builds(
    Monologue,
    speaker_id=speaker_ids,
    topic=st.none() | st.sampled_from(["Pricing", "Next steps"]),
    sentences=st.lists(sentences, max_size=4),
)
parties = st.builds(
    Party,
    speaker_id=speaker_ids,
    name=st.none() | texts,
    email_address=st.none() | texts,
    affiliation=st.none() | st.sampled_from([*Affiliation, Affiliation("Alien")]),
)
conversations = st.builds(
    talk, parties=st.lists(parties, max_size=4).map(tuple), title=st.none() | texts
).flatmap(
    lambda made: st.lists(monologues, max_size=5).map(
        lambda spoken: Conversation(made.call, CallTranscript(call_id="1", transcript=spoken))
    )
)
