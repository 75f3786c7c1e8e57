"""What the company has set up in Gong: trackers and scorecards."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from attrs import evolve, frozen

from gong_async.sim.dice import dice, digits
from gong_async.sim.people import Json, Office

SYSTEM_USER = "-1"


@frozen
class Tracker:
    """
    What Gong listens for.

    Attributes:
        phrases: Lower case; those of a smart tracker are shown to nobody.

        by: Whose words count: Anyone, Company or NonCompany.

        asked: Only questions count.

        last_minutes: Only the end of the call counts; None for all of it.
    """

    name: str
    phrases: tuple[str, ...]
    by: str = "Anyone"
    asked: bool = False
    last_minutes: int | None = None
    smart: bool = False
    id: str = ""


_COMPETITORS = Tracker("Competitors", ())
_TRACKERS = (
    Tracker("Pricing", ("price", "pricing", "discount", "per user", "budget", "quote")),
    Tracker("Security", ("soc 2", "gdpr", "encryption", "security review", "single sign-on")),
    Tracker("Objections", ("too expensive", "not a priority", "bandwidth"), by="NonCompany"),
    Tracker("Next Steps", ("next steps", "follow up", "calendar invite", "recap"), by="Company"),
    Tracker("Closing", ("talk to you on", "bye", "thank you so much"), last_minutes=2),
    Tracker("Contract", ("legal team", "redlines", "liability", "procurement", "contract")),
    Tracker("Budget Questions", ("cost", "pricing", "discount"), by="NonCompany", asked=True),
    Tracker("Manual Work", ("spreadsheets", "by hand", "copying and pasting"), by="NonCompany"),
    Tracker("Churn Risk", ("cancel", "compare again", "reducing", "notice"), by="NonCompany"),
    Tracker("Buyer Doubt", ("afraid", "worried", "concern", "burned"), "NonCompany", smart=True),
    Tracker("Value Shown", ("side by side", "by itself", "go home earlier"), "Company", smart=True),
)
_IN_WORKSPACE = (range(11), (0, 3, 5, 8, 9), (2, 3, 7, 9))


def trackers(office: Office) -> dict[str, tuple[Tracker, ...]]:
    """By workspace id, what Gong listens for there; every workspace has its own copies."""
    rng = dice(office.seed, "trackers")
    competitors = tuple(name.lower() for name in office.competitors)
    return {
        workspace_id: tuple(
            evolve(tracker, id=digits(rng))
            for tracker in (
                evolve(_COMPETITORS, phrases=competitors),
                *(_TRACKERS[place] for place in places),
            )
        )
        for workspace_id, places in zip(office.workspace_ids, _IN_WORKSPACE, strict=True)
    }


def keyword_trackers(office: Office) -> list[Json]:
    """All but the smart ones, as KeywordTracker."""
    rng = dice(office.seed, "tracker settings")
    return [
        _settings(rng, office, workspace_id, tracker)
        for workspace_id, listed in trackers(office).items()
        for tracker in listed
        if not tracker.smart
    ]


def _settings(rng: Random, office: Office, workspace_id: str, tracker: Tracker) -> Json:
    created = office.start - timedelta(seconds=rng.randrange(10**7, 10**8), microseconds=816_562)
    editor = None if rng.random() < 0.3 else rng.choice(office.staff[:4]).id
    timed = tracker.last_minutes is not None
    return {
        "trackerId": tracker.id,
        "trackerName": tracker.name,
        "workspaceId": workspace_id,
        "languageKeywords": [
            {"language": "eng", "keywords": list(tracker.phrases), "includeRelatedForms": False}
        ],
        "affiliation": tracker.by,
        "partOfQuestion": tracker.asked,
        "saidAt": "Last" if timed else "Anytime",
        "saidAtInterval": tracker.last_minutes,
        "saidAtUnit": "minutes" if timed else None,
        "saidInTopics": [],
        "filterQuery": _FILTERS[rng.random() < 0.2],
        "created": office.stamp(created),
        "creatorUserId": editor,
        "updated": office.stamp(created + timedelta(days=rng.randrange(90))),
        "updaterUserId": editor,
    }


_FILTERS = ("{}", '{"type":"And","filters":[{"type":"CallDirection","terms":["OUTBOUND"]}]}')


@frozen
class Question:
    """One question of a scorecard: a range (*most* is its upper end), options, or free text."""

    text: str
    type: str
    most: int = 0
    options: tuple[str, ...] = ()
    overall: bool = False
    guide: str | None = None


_OVERALL = Question("How would you rate the call overall?", "RANGE", 5, overall=True)
_SCORECARDS = (
    (
        "Discovery Scorecard",
        "MANUAL",
        (
            Question("Did the rep find out what the problem costs?", "RANGE", 5),
            Question("Who decides?", "SINGLE_SELECT", options=("Known", "Guessed", "Not asked")),
            Question("What should the rep try next time?", "OPEN_TEXT"),
            _OVERALL,
        ),
    ),
    (
        "Demo Scorecard",
        "MANUAL",
        (
            Question("Did the demo follow the customer's problem?", "RANGE", 10),
            Question(
                "What was shown?", "MULTI_SELECT", options=("Exceptions", "Scenarios", "Mobile")
            ),
            _OVERALL,
        ),
    ),
    (
        "Call Quality (AI)",
        "AUTOMATIC",
        (
            Question("Clear next steps?", "RANGE", 50, guide="A date counts, a promise does not"),
            Question("Talk and listen", "RANGE", 5),
            _OVERALL,
        ),
    ),
    (
        "Renewal Scorecard",
        "MANUAL",
        (Question("Was value shown before price?", "RANGE", 5), _OVERALL),
    ),
    ("Old SDR Scorecard", "MANUAL", (Question("Opening", "YES_NO"), _OVERALL)),
)
_SCORED_IN = (0, 0, 0, 1, 2)
_DISABLED = "Old SDR Scorecard"


def scorecards(office: Office) -> list[Json]:
    """As Scorecard: every number is a string there, and questions tell who changed them."""
    rng = dice(office.seed, "scorecards")
    return [
        {
            "scorecardId": digits(rng),
            "scorecardName": name,
            "workspaceId": office.workspace_ids[workspace],
            "enabled": name != _DISABLED,
            **_edited(rng, office),
            "reviewMethod": method,
            "questions": [_question(rng, office, question) for question in questions],
        }
        for workspace, (name, method, questions) in zip(_SCORED_IN, _SCORECARDS, strict=True)
    ]


def _question(rng: Random, office: Office, question: Question) -> Json:
    options = [{"id": str(n), "text": text} for n, text in enumerate(question.options, 1)]
    return {
        "questionId": digits(rng),
        "questionRevisionId": digits(rng),
        "questionText": question.text,
        "questionType": question.type,
        "isOverall": question.overall,
        **_edited(rng, office),
        "answerGuide": question.guide,
        "minRange": "1" if question.most else None,
        "maxRange": str(question.most) if question.most else None,
        "answerOptions": options or None,
    }


def _edited(rng: Random, office: Office) -> Json:
    created = office.start - timedelta(seconds=rng.randrange(10**6, 10**8))
    editor = rng.choice((SYSTEM_USER, *(one.id for one in office.staff[:4])))
    return {
        "created": office.stamp(created),
        "updated": office.stamp(created + timedelta(seconds=rng.randrange(10**6))),
        "updaterUserId": editor,
    }
