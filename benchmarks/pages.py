"""Pages as Gong would send them: made up, seeded, and of the size of real ones."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any

__all__ = ["extensive_page", "transcript_page"]

Json = dict[str, Any]

_CALLS = 100
_SPOKEN = (
    "we our team the renewal price quarter security review budget next week could you share deck"
    " integration rollout seats support contract legal timeline pilot data export customers really"
    " great question let me check that sounds good and then onboarding"
)
_WORDS = _SPOKEN.split()


def transcript_page(seed: int) -> bytes:
    """100 calls of 60 monologues of 5 sentences: 36,100 objects."""
    return _page("callTranscripts", _transcript, random.Random(seed))


def extensive_page(seed: int) -> bytes:
    """100 calls with all that Gong exposes: 16,900 objects."""
    return _page("calls", _details, random.Random(seed))


def _page(key: str, item: Callable[[random.Random], Json], rng: random.Random) -> bytes:
    records = {"totalRecords": _CALLS, "currentPageSize": _CALLS, "currentPageNumber": 0}
    page = {"requestId": _words(rng, 1), "records": records, key: _many(_CALLS, item, rng)}
    return json.dumps(page, separators=(",", ":"), ensure_ascii=False).encode()


def _many(count: int, item: Callable[[random.Random], Json], rng: random.Random) -> list[Json]:
    return [item(rng) for _ in range(count)]


def _words(rng: random.Random, count: int) -> str:
    return " ".join(rng.choices(_WORDS, k=count)).capitalize()


def _identifier(rng: random.Random) -> str:
    return str(rng.randrange(10**17, 9 * 10**18))


def _time(rng: random.Random) -> str:
    day, hour, minute = rng.randrange(1, 29), rng.randrange(24), rng.randrange(60)
    return f"2025-{rng.randrange(1, 13):02}-{day:02}T{hour:02}:{minute:02}:31.428-07:00"


def _seconds(rng: random.Random) -> float:
    return round(rng.uniform(0, 3600), 3)


def _transcript(rng: random.Random) -> Json:
    speakers = [_identifier(rng) for _ in range(4)]
    topics = ("Pricing", "Small talk", "Next steps", None)
    clock = 0
    turns: list[Json] = []
    for _ in range(60):
        sentences: list[Json] = []
        for _ in range(5):
            text = _words(rng, rng.randrange(5, 15)) + "."
            start, clock = clock, clock + 60 * len(text)
            sentences.append({"start": start, "end": clock, "text": text})
        speaker, topic = rng.choice(speakers), rng.choice(topics)
        turns.append({"speakerId": speaker, "topic": topic, "sentences": sentences})
    return {"callId": _identifier(rng), "transcript": turns}


def _details(rng: random.Random) -> Json:
    address = "https://media.example.com/"
    return {
        "metaData": _call(rng),
        "context": [{"system": "Salesforce", "objects": _crm(rng, ("Account", "Opportunity"), 12)}],
        "parties": _many(5, _party, rng),
        "content": _content(rng),
        "interaction": _interaction(rng),
        "collaboration": {"publicComments": _many(2, _comment, rng)},
        "media": {"audioUrl": address + "a" * 200, "videoUrl": address + "v" * 200},
    }


def _call(rng: random.Random) -> Json:
    identifier = _identifier(rng)
    return {
        "id": identifier,
        "url": f"https://us-1.app.gong.io/call?id={identifier}",
        "title": _words(rng, 6),
        "scheduled": _time(rng),
        "started": _time(rng),
        "duration": rng.randrange(7200),
        "primaryUserId": _identifier(rng),
        "direction": "Conference",
        "system": "Zoom",
        "scope": "External",
        "media": "Video",
        "language": "eng",
        "workspaceId": _identifier(rng),
        "sdrDisposition": None,
        "clientUniqueId": None,
        "customData": None,
        "purpose": None,
        "meetingUrl": f"https://example.zoom.us/j/{_identifier(rng)}",
        "isPrivate": False,
        "calendarEventId": None,
    }


def _party(rng: random.Random) -> Json:
    return {
        "id": _identifier(rng),
        "emailAddress": f"{rng.choice(_WORDS)}.{rng.randrange(10**6)}@example.com",
        "name": _words(rng, 2),
        "title": rng.choice((_words(rng, 3), None)),
        "userId": rng.choice((_identifier(rng), None)),
        "speakerId": _identifier(rng),
        "affiliation": rng.choice(("Internal", "External")),
        "phoneNumber": None,
        "methods": ["Invitee", "Attendee"],
        "context": [{"system": "Salesforce", "objects": _crm(rng, ("Contact",), 3)}],
    }


def _crm(rng: random.Random, kinds: tuple[str, ...], fields: int) -> list[Json]:
    def value(_: random.Random) -> Json:
        found: Any = rng.choice((_words(rng, 4), rng.randrange(10**6), True, None))
        return {"name": f"{_words(rng, 2).replace(' ', '_')}__c", "value": found}

    return [
        {
            "objectType": kind,
            "objectId": f"0015{_identifier(rng)[:14]}",
            "timing": "Now",
            "fields": _many(fields, value, rng),
        }
        for kind in kinds
    ]


def _content(rng: random.Random) -> Json:
    return {
        "structure": _many(4, lambda r: {"name": _words(r, 1), "duration": 240}, rng),
        "trackers": _many(6, _tracker, rng),
        "topics": _many(6, lambda r: {"name": _words(r, 2), "duration": 90}, rng),
        "brief": _words(rng, 90),
        "outline": _many(4, _outline, rng),
        "highlights": _many(2, _highlights, rng),
        "callOutcome": {"id": "MEETING_BOOKED", "category": "Answered", "name": "Meeting booked"},
        "keyPoints": _many(5, lambda r: {"text": _words(r, 20)}, rng),
    }


def _occurrence(rng: random.Random) -> Json:
    return {"startTime": _seconds(rng), "speakerId": _identifier(rng)}


def _tracker(rng: random.Random) -> Json:
    occurrences = _many(2, _occurrence, rng)
    return {
        "id": _identifier(rng),
        "name": _words(rng, 2),
        "count": 3,
        "type": "KEYWORD",
        "occurrences": _many(3, _occurrence, rng),
        "phrases": [{"count": 2, "phrase": _words(rng, 2), "occurrences": occurrences}],
    }


def _outline(rng: random.Random) -> Json:
    def item(_: random.Random) -> Json:
        return {"text": _words(rng, 14), "startTime": _seconds(rng)}

    return {
        "section": _words(rng, 3),
        "startTime": _seconds(rng),
        "duration": _seconds(rng),
        "items": _many(5, item, rng),
    }


def _highlights(rng: random.Random) -> Json:
    def item(_: random.Random) -> Json:
        return {"text": _words(rng, 14), "startTimes": [_seconds(rng), _seconds(rng)]}

    return {"title": _words(rng, 2), "items": _many(4, item, rng)}


def _interaction(rng: random.Random) -> Json:
    def speaker(_: random.Random) -> Json:
        return {"id": _identifier(rng), "userId": _identifier(rng), "talkTime": _seconds(rng)}

    return {
        "speakers": _many(2, speaker, rng),
        "interactionStats": _many(6, lambda r: {"name": _words(r, 2), "value": r.random()}, rng),
        "video": _many(3, lambda r: {"name": "Browser", "duration": _seconds(r)}, rng),
        "questions": {"companyCount": 5, "nonCompanyCount": 7},
    }


def _comment(rng: random.Random) -> Json:
    return {
        "id": _identifier(rng),
        "audioStartTime": _seconds(rng),
        "audioEndTime": _seconds(rng),
        "commenterUserId": _identifier(rng),
        "comment": _words(rng, 9),
        "posted": _time(rng),
        "inReplyTo": None,
        "duringCall": False,
    }
