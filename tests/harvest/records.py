"""Raw records as Gong sends them, small ones and one with everything in it."""

from __future__ import annotations

from typing import Any

HARVESTED = "2025-03-01T00:00:00.000000Z"


def call(call_id: object, title: str = "Weekly sync", **blocks: Any) -> dict[str, Any]:
    """A record of POST /v2/calls/extensive; *blocks* stand beside its ``metaData``."""
    meta = {"id": call_id, "title": title, "started": "2025-02-03T10:00:00+02:00"}
    return {"metaData": meta, **blocks}


def transcript(call_id: object, *sentences: object, speaker: str = "801") -> dict[str, Any]:
    """A record of POST /v2/calls/transcript with one monologue."""
    said = [
        {"start": 1_000 * n, "end": 1_000 * n + 900, "text": text}
        for n, text in enumerate(sentences)
    ]
    return {
        "callId": call_id,
        "transcript": [{"speakerId": speaker, "topic": "Pricing", "sentences": said}],
    }


def _linked(kind: str, key: str) -> dict[str, Any]:
    linked = {"objectType": kind, "objectId": key, "timing": "Now", "fields": [{"name": "N"}]}
    return {"system": "Salesforce", "objects": [linked]}


FULL: dict[str, Any] = {
    "metaData": {
        "id": "7782342274025937895",
        "url": "https://app.gong.io/call?id=7782342274025937895",
        "title": "Müller GmbH: 価格 🙂",
        "scheduled": "2025-02-03T10:00:00+02:00",
        "started": "2025-02-03T10:00:07.428+02:00",
        "duration": 1800,
        "primaryUserId": "234599484848423",
        "direction": "Carrier pigeon",
        "system": "Zoom",
        "scope": "External",
        "media": "Video",
        "language": "eng",
        "workspaceId": 623457276584334,
        "sdrDisposition": "Connected",
        "clientUniqueId": "7JEHFRGXDDZFEW2FC4U",
        "customData": "c",
        "purpose": "Demo",
        "meetingUrl": "https://zoom.us/j/1",
        "isPrivate": True,
        "calendarEventId": "abc@google.com",
        "newField": {"kept": [1]},
    },
    "context": [_linked("Opportunity", "o1")],
    "parties": [
        {
            "id": "p1",
            "emailAddress": "ann@example.com",
            "name": "Ann",
            "title": "CFO",
            "userId": "u1",
            "speakerId": "801",
            "context": [_linked("Contact", "c1")],
            "affiliation": "External",
            "phoneNumber": "+1 555 0100",
            "methods": ["Invitee"],
        },
        {"id": "p2", "name": None, "speakerId": None},
    ],
    "content": {
        "structure": [{"name": "Intro", "duration": 60}],
        "topics": [{"name": "Pricing", "duration": 55}],
        "brief": "They liked it.",
        "trackers": [
            {
                "id": "t1",
                "name": "Stores",
                "count": 3,
                "type": "KEYWORD",
                "occurrences": [
                    {"startTime": 1.5, "speakerId": "801"},
                    {"startTime": 2.5, "speakerId": "801"},
                    {"startTime": 9.0, "speakerId": None},
                ],
                "phrases": [
                    {
                        "phrase": "walmart",
                        "count": 2,
                        "occurrences": [
                            {"startTime": 2.5, "speakerId": "801"},
                            {"startTime": 1.5, "speakerId": "801"},
                        ],
                    }
                ],
            }
        ],
        "outline": [
            {
                "section": "Opening",
                "startTime": 0,
                "duration": 61.5,
                "items": [{"text": "Hello", "startTime": 1.25}, {"text": "Agenda"}],
            },
            {"section": "Silence", "startTime": 61.5, "duration": 1.0},
        ],
        "highlights": [{"title": "Next", "items": [{"text": "Call", "startTimes": [1.0, 2.5]}]}],
        "callOutcome": {"id": "7", "category": "Answered", "name": "Interested"},
        "keyPoints": [{"text": "Price matters"}],
    },
    "interaction": {
        "speakers": [{"id": "p1", "userId": "u1", "talkTime": 145.5}],
        "interactionStats": [{"name": "Talk Ratio", "value": 0.46}],
        "video": [{"name": "Presentation", "duration": 12.5}],
        "questions": {"companyCount": 3, "nonCompanyCount": 4},
    },
    "collaboration": {
        "publicComments": [
            {
                "id": "6843152929075440037",
                "audioStartTime": 26.0,
                "audioEndTime": 27.5,
                "commenterUserId": "u1",
                "comment": "well said",
                "posted": "2025-02-04T00:00:00Z",
                "inReplyTo": "6843152929075440036",
                "duringCall": False,
            }
        ]
    },
    "media": {"audioUrl": "https://media.example.com/a"},
}
