"""Databases to make pages of, a call that means harm among them, and what a page consists of."""

from __future__ import annotations

from collections.abc import Iterable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from attrs import define, field

from gong_async.harvest import open_sink
from gong_async.harvest.batch import Batch
from gong_async.harvest.state import Mark

SCRIPT = "<script>alert(1)</script>"
HOSTILE_ID = "666"
HOSTILE = f"""{SCRIPT}"'><img src=x onerror=alert(2)>\x1b[31m\x07\u202etxt.exe{{{{7*7}}}}"""
SAID = (
    f"</script>{SCRIPT}",
    "<!--<script>",
    HOSTILE,
    "שלום, כמה זה עולה?",
    "one\u2028two\nthree\x00four",
    "&lt;b&gt; & \ud83d half a character",
)

_VOID = frozenset({"br", "img", "input", "link", "meta"})


def hostile() -> list[dict[str, Any]]:
    """A call and its transcript, in which every text wants to be more than text."""
    call = {
        "metaData": {
            "id": HOSTILE_ID,
            "title": HOSTILE + "x" * 65_536,
            "url": "javascript:alert(3)",
            "started": "2026-02-03T04:05:06Z",
            "duration": 60,
            "system": HOSTILE,
            "purpose": HOSTILE,
        },
        "parties": [
            {"id": "1", "speakerId": "11", "name": HOSTILE, "title": HOSTILE},
            {"id": "2", "speakerId": "12", "name": "עברית", "affiliation": "External"},
        ],
        "content": {
            "brief": HOSTILE,
            "keyPoints": [{"text": HOSTILE}],
            "topics": [{"name": HOSTILE, "duration": 9}],
            "outline": [{"section": HOSTILE, "items": [{"text": HOSTILE, "startTime": 1e308}]}],
            "highlights": [{"title": HOSTILE, "items": [{"text": HOSTILE, "startTimes": [2]}]}],
            "trackers": [
                {
                    "id": "9",
                    "name": HOSTILE,
                    "count": 1,
                    "phrases": [{"phrase": "<script>", "occurrences": [{"startTime": 0.5}]}],
                }
            ],
        },
    }
    said = [{"start": n * 1_000, "end": n * 1_000 + 900, "text": text} for n, text in _numbered()]
    turns = [
        {"speakerId": "11", "topic": HOSTILE, "sentences": said[:3]},
        {"speakerId": "12", "topic": None, "sentences": said[3:]},
    ]
    return [call, {"callId": HOSTILE_ID, "transcript": turns}]


def _numbered() -> Iterable[tuple[int, str]]:
    return enumerate(SAID)


def harvested(path: Path, *records: dict[str, Any], company: str = "acme") -> Path:
    """Put raw records of calls and transcripts into a database."""
    sink = open_sink(path)
    sink.open()
    for stream, has in (("calls", "metaData"), ("transcripts", "callId")):
        sink.stage(1, Batch(company, stream, [each for each in records if has in each]))
    sink.commit(1, Mark(company=company, streams=("calls", "transcripts")))
    sink.close()
    return path


@define
class Element:
    tag: str
    attributes: dict[str, str | None]
    pieces: list[str] = field(factory=list)

    @property
    def text(self) -> str:
        return "".join(self.pieces)

    @property
    def classes(self) -> list[str]:
        return (self.attributes.get("class") or "").split()


@define
class Page(HTMLParser):
    """The elements of a page in their order, each with all the text in it."""

    source: str
    elements: list[Element] = field(factory=list)
    _open: list[Element] = field(factory=list)

    def __attrs_post_init__(self) -> None:
        HTMLParser.__init__(self)
        self.feed(self.source)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, dict(attrs))
        assert len(element.attributes) == len(attrs)
        self.elements.append(element)
        if tag not in _VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.pieces.append(data)

    def all(self, tag: str, kind: str | None = None) -> list[Element]:
        return [each for each in self.elements if each.tag == tag and kind in (None, *each.classes)]

    def one(self, tag: str, kind: str | None = None) -> Element:
        (only,) = self.all(tag, kind)
        return only
