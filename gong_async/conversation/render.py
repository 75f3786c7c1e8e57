"""
A conversation as text, as Markdown and as HTML.

What people said and are called is foreign text: whatever it holds, it comes out as plain words
on one line, and what would not be seen, or would reorder what is, comes out as ``\\x1b``.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from gong_async.wording import marked, one_line

from .subtitles import timestamp

if TYPE_CHECKING:
    from .conversation import Conversation
    from .turns import Turn

__all__ = ["as_html", "as_markdown", "as_text"]


def as_text(conversation: Conversation) -> str:
    """See :meth:`Conversation.to_text`."""
    lines = [
        f"[{_moment(turn)}] {one_line(turn.speaker.label)}: {one_line(turn.text)}"
        for turn in conversation.turns()
    ]
    head = [_title(conversation), *_facts(conversation), ""]
    return "\n".join([*head, *(lines or [_silence(conversation)]), ""])


def as_markdown(conversation: Conversation) -> str:
    """See :meth:`Conversation.to_markdown`."""
    paragraphs = [
        f"**{marked(turn.speaker.label)}** ({_moment(turn)}): {marked(turn.text)}"
        for turn in conversation.turns()
    ]
    head = [f"# {marked(_title(conversation))}", *map(marked, _facts(conversation))]
    return "\n\n".join([*head, *(paragraphs or [_silence(conversation)])]) + "\n"


def as_html(conversation: Conversation) -> str:
    """See :meth:`Conversation._repr_html_`."""
    facts = "<br>".join(map(_escaped, _facts(conversation)))
    paragraphs = [
        f"<p><strong>{_escaped(turn.speaker.label)}</strong> <small>{_moment(turn)}</small><br>"
        f"{_escaped(turn.text)}</p>"
        for turn in conversation.turns()
    ]
    said = "".join(paragraphs) or f"<p><em>{_silence(conversation)}</em></p>"
    return (
        # notebooks would take what is between two dollar signs for a formula
        '<div class="tex2jax_ignore mathjax_ignore">'
        f"<p><strong>{_escaped(_title(conversation))}</strong><br>{facts}</p>"
        f'<div style="max-height: 32em; overflow: auto">{said}</div></div>'
    )


def _title(conversation: Conversation) -> str:
    return one_line(conversation.call.meta_data.title or "") or "(no title)"


def _facts(conversation: Conversation) -> list[str]:
    """Tell when it was and who spoke, a line each, as far as anybody knows."""
    call = conversation.call.meta_data
    when = call.started or call.scheduled
    speakers = ", ".join(
        f"{one_line(speaker.label)} ({one_line(speaker.affiliation.lower())})"
        for speaker in conversation.speakers
    )
    facts = [f"{when:%Y-%m-%d %H:%M %Z}" if when else "", speakers and f"Speakers: {speakers}"]
    return [fact for fact in facts if fact]


def _silence(conversation: Conversation) -> str:
    """Say why there are no words."""
    return "Nothing was said." if conversation.transcript else "There is no transcript yet."


def _moment(turn: Turn) -> str:
    """Write when a turn begins, to the second; a dash where nobody knows."""
    return "-" if turn.start is None else timestamp(turn.start, ".")[:-4]


def _escaped(text: str) -> str:
    return escape(one_line(text))
