"""The kinds of calls the company makes, and which of its teams makes which."""

from __future__ import annotations

from attrs import frozen


@frozen
class Kind:
    """
    A kind of call.

    Attributes:
        name: What Gong shows as its purpose.

        titles: `{us}`, `{company}` and `{buyer}` are filled in.

        web: A web conference, else a telephone call.

        seconds: Shortest, longest and most frequent duration.

        opening, body, closing: Names of scenes; of the body as many exchanges are played as
            the duration holds, of the others one each.

        guests: How often a colleague of the host takes part.

        internal: Nobody from outside is on it.

        outcomes: What Gong's AI makes of it: id, category, name.
    """

    name: str
    titles: tuple[str, ...]
    web: bool
    seconds: tuple[int, int, int]
    opening: tuple[str, ...]
    body: tuple[str, ...]
    closing: tuple[str, ...]
    guests: float = 0.0
    internal: bool = False
    outcomes: tuple[tuple[str, str, str], ...] = ()


_MEETING = ("hello", "introductions", "smalltalk", "agenda")
_CLOSE = ("nextsteps", "goodbye")
_LONG = (300, 1260, 540)

KINDS = {
    "discovery": Kind(
        "Discovery Call",
        (
            "{us} <> {company}: Discovery",
            "Intro call with {company}",
            "{company} / {us}: first call",
        ),
        True,
        _LONG,
        _MEETING,
        ("today", "pain", "demo", "integration", "decision", "timeline"),
        _CLOSE,
        0.3,
    ),
    "demo": Kind(
        "Demo Call",
        ("{us} demo for {company}", "{company} - product demo", "🚀 {us} x {company} demo"),
        True,
        _LONG,
        _MEETING,
        ("today", "demo", "integration", "competition", "objections", "pricing"),
        _CLOSE,
        0.85,
    ),
    "pricing": Kind(
        "Pricing Call",
        ("{company}: pricing discussion", "Quote review with {buyer}"),
        True,
        _LONG,
        ("hello", "smalltalk", "agenda"),
        ("decision", "pricing", "objections", "competition", "negotiation", "timeline"),
        _CLOSE,
        0.3,
    ),
    "security": Kind(
        "Security Review",
        ("{company} security review", "IT & security Q&A - {company}"),
        True,
        _LONG,
        ("hello", "introductions", "agenda"),
        ("security", "integration", "objections", "legal", "timeline"),
        _CLOSE,
        0.9,
    ),
    "negotiation": Kind(
        "Negotiation",
        ("{us} / {company} - commercial terms", "{company}: contract call"),
        True,
        _LONG,
        ("hello", "smalltalk", "agenda"),
        ("pricing", "negotiation", "competition", "legal", "timeline"),
        _CLOSE,
        0.5,
    ),
    "checkin": Kind(
        "Check-in",
        ("Monthly check-in: {company}", "{company} <> {us} sync", "QBR {company} 📈"),
        True,
        _LONG,
        _MEETING,
        ("adoption", "support", "roadmap", "integration", "pain"),
        _CLOSE,
        0.3,
    ),
    "renewal": Kind(
        "Renewal",
        ("{company} renewal", "Renewal discussion - {company}"),
        True,
        _LONG,
        ("hello", "smalltalk", "agenda"),
        ("adoption", "renewal", "negotiation", "roadmap", "legal"),
        _CLOSE,
        0.4,
    ),
    "kickoff": Kind(
        "Onboarding",
        ("Kick-off: {company}", "🎉 {company} onboarding kick-off"),
        True,
        _LONG,
        _MEETING,
        ("kickoff", "integration", "security", "demo", "adoption"),
        _CLOSE,
        0.7,
    ),
    "prospecting": Kind(
        "Prospecting",
        ("Call with {buyer}", "Outbound call to {buyer} - {company}"),
        False,
        (60, 210, 90),
        ("ring", "pitch"),
        ("qualify",),
        ("book",),
        outcomes=(
            ("MEETING_BOOKED", "Answered", "Meeting booked"),
            ("FOLLOW_UP", "Answered", "Follow up later"),
            ("NOT_INTERESTED", "Answered", "Not interested"),
        ),
    ),
    "quick": Kind(
        "Follow-up",
        ("Call with {buyer}", "{buyer} ({company})"),
        False,
        (90, 540, 200),
        ("quick",),
        ("pricing", "support", "legal", "integration", "timeline"),
        ("book",),
        outcomes=(("CONNECTED", "Answered", "Connected"),),
    ),
    "voicemail": Kind(
        "Prospecting",
        ("Call with {buyer}", "Voicemail for {buyer}"),
        False,
        (22, 45, 30),
        ("voicemail",),
        (),
        (),
        outcomes=(("LEFT_VOICEMAIL", "Not answered", "Left voicemail"),),
    ),
    "internal": Kind(
        "Internal",
        ("Pipeline review", "1:1 {buyer}", "Forecast call", "Deal desk ☕"),
        True,
        (180, 480, 270),
        ("team", "smalltalk"),
        ("pipeline", "coaching"),
        ("teamend",),
        1.0,
        internal=True,
    ),
}

_SALES = {
    "discovery": 22,
    "demo": 22,
    "pricing": 13,
    "security": 8,
    "negotiation": 13,
    "quick": 14,
    "internal": 8,
}
_SUCCESS = {
    "checkin": 40,
    "renewal": 20,
    "kickoff": 14,
    "quick": 18,
    "security": 3,
    "internal": 5,
}
_DEVELOPMENT = {"prospecting": 55, "voicemail": 20, "discovery": 15, "internal": 10}
MIX = (_SALES, _SUCCESS, _DEVELOPMENT)
"""Weights of the kinds, by workspace."""
