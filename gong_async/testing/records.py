"""Raw records as Gong sends them, with everything in them, to put into an output."""

from __future__ import annotations

from typing import Any

__all__ = ["COMPANY", "FULL", "transcript"]


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
"""A record of POST /v2/calls/extensive with every block."""


_PERSON = {
    "id": "71",
    "emailAddress": "max@example.com",
    "firstName": "Max",
    "lastName": "Muster",
    "title": "Head of Sales",
}
_MONTH = {"fromDate": "2026-02-01", "toDate": "2026-03-01"}

COMPANY: dict[str, dict[str, Any]] = {
    "users": {
        "id": "5",
        "emailAddress": "ann@example.com",
        "created": "2024-05-01T02:00:00+02:00",
        "active": False,
        "emailAliases": ["a@b.c"],
        "trustedEmailAddress": None,
        "firstName": "Ann",
        "lastName": "Ång",
        "title": "AE",
        "phoneNumber": "+1",
        "extension": "7",
        "personalMeetingUrls": ["https://zoom.us/j/1"],
        "settings": {"emailsImported": True},
        "managerId": "71",
        "meetingConsentPageUrl": "https://join.example.com",
        "conferencingProviders": [{"provider": "zoom", "isDefault": True}],
        "spokenLanguages": [{"language": "es-ES", "primary": True}],
    },
    "workspaces": {"id": "9", "name": "Main", "description": None},
    "scorecards": {
        "scorecardId": "6843152929075440037",
        "scorecardName": "Discovery",
        "workspaceId": "9",
        "enabled": True,
        "updaterUserId": "-1",
        "created": "2026-01-01T00:00:00Z",
        "updated": "2026-01-02T00:00:00.5Z",
        "reviewMethod": "MANUAL",
        "questions": [
            {
                "questionId": "31",
                "questionRevisionId": 32,
                "questionText": "Next step?",
                "isOverall": False,
                "questionType": "RANGE",
                "answerGuide": "1 is no",
                "minRange": "1",
                "maxRange": "5",
                "answerOptions": [{"id": "1", "text": "No"}],
            },
            {"questionId": "33", "isOverall": True},
        ],
    },
    "trackers": {
        "trackerId": "41",
        "trackerName": "Price",
        "workspaceId": "9",
        "languageKeywords": [{"language": "eng", "keywords": ["price"]}],
        "affiliation": "Anyone",
        "partOfQuestion": True,
        "saidAt": "First",
        "saidAtInterval": 20,
        "saidAtUnit": "percent",
        "saidInTopics": ["Pricing"],
        "filterQuery": "{}",
        "created": "2026-01-01T00:00:00.123456Z",
        "creatorUserId": None,
        "updated": "2026-01-03T00:00:00Z",
        "updaterUserId": "5",
    },
    "library": {
        "id": "51",
        "name": "Best of",
        "parentFolderId": "50",
        "createdBy": "5",
        "updated": "2026-01-01T00:00:00Z",
        "workspaceId": "9",
        "calls": [
            {
                "id": "7782342274025937895",
                "title": "Intro",
                "note": "Listen!",
                "addedBy": "5",
                "created": "2026-01-02T00:00:00Z",
                "url": "https://app.gong.io/call?id=1",
                "snippet": {"fromSec": 5, "toSec": 65},
            },
            {"id": "7782342274025937896", "snippet": None},
        ],
    },
    "flows": {
        "id": "61",
        "name": "Outbound",
        "folderId": "62",
        "folderName": "Mine",
        "visibility": "Personal",
        "creationDate": "2026-01-01T00:00:00+01:00",
        "exclusive": True,
        "ownerEmailAddress": "ann@example.com",
    },
    "answered_scorecards": {
        "answeredScorecardId": 81,
        "scorecardId": "6843152929075440037",
        "scorecardName": "Discovery",
        "callId": 7782342274025937895,
        "callStartTime": "2026-02-03T10:00:00+02:00",
        "reviewedUserId": "5",
        "reviewerUserId": None,
        "reviewMethod": "AUTOMATIC",
        "editorUserId": "71",
        "reviewTime": "2026-02-04T00:00:00Z",
        "visibilityType": "PUBLIC",
        "answers": [
            {
                "questionId": "31",
                "questionRevisionId": "32",
                "isOverall": False,
                "score": "4",
                "answerText": "Good",
                "notApplicable": False,
                "selectedOptions": ["1"],
            },
            {"questionId": "33", "score": None},
        ],
    },
    "user_activity": {
        "userId": "5",
        "userEmailAddress": "ann@example.com",
        "fromDate": "2026-02-03T00:00:00-08:00",
        "toDate": "2026-02-04T00:00:00-08:00",
        "callsAsHost": ["1", "2"],
        "callsAttended": [],
        "callsGaveFeedback": 3,
    },
    "user_interaction": {
        "userId": "5",
        "userEmailAddress": "ann@example.com",
        "personInteractionStats": [
            {"name": "Talk Ratio", "value": 0.46},
            {"name": "Patience", "value": 1},
        ],
        "timeZone": "US/Pacific",
        **_MONTH,
    },
    "coaching": {
        "manager": _PERSON,
        "directReportsMetrics": [
            {"report": {**_PERSON, "id": "5"}, "metrics": {"callsScored": ["1", "2"]}}
        ],
        "workspaceId": "9",
        **_MONTH,
    },
}
"""A record of each stream that is no calls and no transcripts, by stream."""
