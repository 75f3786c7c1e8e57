"""A call with all that Gong made of it: every block of the extensive record."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby, pairwise

from gong_async.sim.calls import SimCall
from gong_async.sim.cast import Person
from gong_async.sim.catalogue import Tracker
from gong_async.sim.crm import context, person
from gong_async.sim.dialogue import Monologue, Point, Talk
from gong_async.sim.dice import dice
from gong_async.sim.people import Json
from gong_async.sim.reviews import comments
from gong_async.sim.tracking import tracked

_NO_PARTIES, _MISSING_PARTY, _NO_WHISPER = 71, 53, 37
"""One call in so many has no parties; one party too few; no interaction figures."""

_HIGHLIGHTS = {"Next Steps": "Next steps", "Pricing": "Pricing", "Objections": "Concerns"}


def extensive(call: SimCall, basic: Json, talk: Talk, trackers: Iterable[Tracker]) -> Json:
    """*call* as CallData, of which nothing is left out."""
    data = {
        "metaData": basic,
        "context": context(call),
        "parties": _parties(call, talk),
        "content": _content(call, basic, talk, trackers),
        "interaction": _interaction(call, basic, talk),
        "collaboration": {"publicComments": comments(call, basic["duration"])},
        "media": _media(call, basic),
    }
    if call.lot % 131 == 0:
        data["futureBlock"] = {"state": "PREVIEW", "score": 0.5}
    return data


def transcript(call: SimCall, talk: Talk) -> Json:
    """*talk* as CallTranscript, times in milliseconds."""
    return {
        "callId": call.id,
        "transcript": [
            {
                "speakerId": one.person.speaker_id,
                "topic": one.topic,
                "sentences": [
                    {"start": start, "end": end, "text": text} for start, end, text in one.sentences
                ],
            }
            for one in talk.monologues
        ],
    }


def _parties(call: SimCall, talk: Talk) -> list[Json]:
    if call.lot % _NO_PARTIES == 0:
        return []
    people = talk.people[:-1] if call.lot % _MISSING_PARTY == 0 else talk.people
    spoke = {one.person.speaker_id for one in talk.monologues}
    return [_party(call, one, one.speaker_id in spoke) for one in people]


def _party(call: SimCall, one: Person, spoke: bool) -> Json:
    methods = ["Attendee"] if spoke or not call.planned else []
    unsure = one.user_id is None and call.lot % 43 == 0
    return {
        "id": one.party_id,
        "emailAddress": one.email,
        "name": one.name,
        "title": one.title,
        "userId": one.user_id,
        "speakerId": one.speaker_id if spoke else None,
        "context": person(call, one),
        "affiliation": "Unknown" if unsure else "External" if one.user_id is None else "Internal",
        "phoneNumber": one.phone,
        "methods": ["Invitee", *methods] if call.planned else methods,
    }


def _content(call: SimCall, basic: Json, talk: Talk, trackers: Iterable[Tracker]) -> Json:
    """Without what AI writes where the language is not one it reads."""
    content: Json = {
        "structure": [
            {"name": topic, "duration": round((part[-1].end - part[0].start) / 1000)}
            for topic, part in _parts(talk)
        ],
        "trackers": tracked(trackers, talk, basic["duration"]),
        "topics": _topics(talk),
        "callOutcome": _outcome(call),
    }
    if basic["language"] == "eng":
        content |= _told(call, talk)
    return content


def _parts(talk: Talk) -> list[tuple[str, list[Monologue]]]:
    return [
        (topic, list(part)) for topic, part in groupby(talk.monologues, lambda m: m.scene.topic)
    ]


def _topics(talk: Talk) -> list[Json]:
    """Seconds by topic, counted over the monologues that the transcript gives that topic."""
    spent: dict[str, int] = {}
    for one in talk.monologues:
        if one.topic is not None:
            spent[one.topic] = spent.get(one.topic, 0) + one.end - one.start
    return [{"name": topic, "duration": round(time / 1000)} for topic, time in spent.items()]


def _outcome(call: SimCall) -> Json | None:
    outcomes = call.kind.outcomes
    if not outcomes or call.silent:
        return None
    outcome_id, category, name = outcomes[call.lot % len(outcomes)]
    return {"id": outcome_id, "category": category, "name": name}


def _told(call: SimCall, talk: Talk) -> Json:
    """Brief, outline, highlights and key points; next to nothing of a very short call."""
    long = len(talk.points) > 2
    body = [one for one in talk.points if one.monologue.scene.name in call.kind.body]
    return {
        "brief": _brief(call, talk, body) if long else "",
        "outline": _outline(talk),
        "highlights": _highlights(talk) if long else [],
        "keyPoints": [{"text": one.text} for one in body[:: max(1, len(body) // 5)]],
    }


def _brief(call: SimCall, talk: Talk, body: list[Point]) -> str:
    names = [one.name for one in talk.people]
    outside = [one.name for one in talk.people if one.user_id is None]
    met = f"{', '.join(outside)} of {call.account.name}" if outside else ", ".join(names[1:])
    topics = dict.fromkeys(one.monologue.scene.topic.lower() for one in body)
    agreed = [one.text for one in talk.points if one.monologue.scene.topic == "Next Steps"]
    told = [f"{names[0]} spoke with {met} about {', '.join(topics)}."]
    return " ".join([*told, *(one.text for one in body[:2]), *agreed])


def _outline(talk: Talk) -> list[Json]:
    sections: list[Json] = []
    for topic, part in _parts(talk):
        held = {id(one) for one in part}
        items = [
            {"text": point.text, "startTime": point.monologue.start / 1000}
            for point in talk.points
            if id(point.monologue) in held
        ]
        start, end = part[0].start / 1000, part[-1].end / 1000
        sections.append(
            {
                "section": topic,
                "startTime": start,
                "duration": round(end - start, 3),
                "items": items,
            }
        )
    return sections


def _highlights(talk: Talk) -> list[Json]:
    sections: dict[str, list[Json]] = {}
    for point in talk.points:
        title = _HIGHLIGHTS.get(point.monologue.scene.topic)
        if title:
            start = point.monologue.start / 1000
            sections.setdefault(title, []).append({"text": point.text, "startTimes": [start]})
    return [{"title": title, "items": items} for title, items in sections.items()]


def _interaction(call: SimCall, basic: Json, talk: Talk) -> Json | None:
    """Talk times of the company's people, figures of the host; None where nobody measured."""
    if call.silent or call.lot % _NO_WHISPER == 0:
        return None
    times = _talk_times(talk)
    asked = {True: 0, False: 0}
    for one in talk.monologues:
        questions = sum(sentence.text.endswith("?") for sentence in one.sentences)
        asked[one.person.user_id is not None] += questions
    return {
        "speakers": [
            {"id": one.party_id, "userId": one.user_id, "talkTime": times[one.speaker_id]}
            for one in talk.people
            if one.user_id is not None and one.speaker_id in times
        ],
        "interactionStats": _figures(talk, times, basic["duration"]),
        "video": _video(call, basic),
        "questions": {"companyCount": asked[True], "nonCompanyCount": asked[False]},
    }


def _talk_times(talk: Talk) -> dict[str, float]:
    spoken: dict[str, int] = {}
    for one in talk.monologues:
        length = sum(sentence.end - sentence.start for sentence in one.sentences)
        spoken[one.person.speaker_id] = spoken.get(one.person.speaker_id, 0) + length
    return {speaker_id: length / 1000 for speaker_id, length in spoken.items()}


def _figures(talk: Talk, times: dict[str, float], seconds: int) -> list[Json]:
    """The six figures that Gong shows of the host; times in seconds, ratio of 1."""
    host = talk.people[0]
    own = [one for one in talk.monologues if one.person is host]
    stories = [one for one in talk.monologues if one.person.user_id is None]
    turns = [(a, b) for a, b in pairwise(talk.monologues) if a.person is not b.person]
    waits = [b.start - a.end for a, b in turns if b.person is host]
    questions = sum(s.text.endswith("?") for one in own for s in one.sentences)
    values = {
        "Talk Ratio": times.get(host.speaker_id, 0) / max(sum(times.values()), 1e-9),
        "Longest Monologue": max((one.end - one.start for one in own), default=0) / 1000,
        "Longest Customer Story": max((one.end - one.start for one in stories), default=0) / 1000,
        "Interactivity": min(10.0, len(turns) / seconds * 60),
        "Patience": sum(waits) / len(waits) / 1000 if waits else 0.0,
        "Question Rate": questions / seconds * 3600,
    }
    return [{"name": name, "value": round(value, 4)} for name, value in values.items()]


def _video(call: SimCall, basic: Json) -> list[Json]:
    if basic["media"] != "Video":
        return []
    rng = dice(call.office.seed, "video", call.id)
    shares = [rng.random() for _ in _SEGMENTS]
    scale = basic["duration"] / (sum(shares) + 0.1)
    return [
        {"name": name, "duration": round(share * scale, 2)}
        for name, share in zip(_SEGMENTS, shares, strict=True)
    ]


_SEGMENTS = ("Browser", "Presentation", "WebcamPrimaryUser", "WebcamNonCompany", "Webcam")


def _media(call: SimCall, basic: Json) -> Json:
    """Links as of a content network: to somewhere else, signed, no credentials needed."""
    return {
        "audioUrl": call.media_url("audio.mp3"),
        "videoUrl": call.media_url("video.mp4") if basic["media"] == "Video" else None,
    }
