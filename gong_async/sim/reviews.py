"""What colleagues do with each other's calls: listen, comment, share, score."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from random import Random

from attrs import frozen

from gong_async.sim.calls import SimCall
from gong_async.sim.dice import dice, digits
from gong_async.sim.people import Json


@frozen
class Habit:
    """What happens to one call in *every*, and the counters of both sides of it."""

    every: int
    rest: int
    manager_counts: str | None
    host_counts: str | None

    def meets(self, call: SimCall) -> bool:
        """Whether it happens to *call*; about independent of the other habits."""
        return call.lot % self.every == self.rest


COMMENTING = Habit(9, 4, "callsCommentsGiven", "callsCommentsReceived")
SCORING = Habit(10, 3, "callsScorecardsFilled", "callsScorecardsReceived")
LISTENING = Habit(4, 2, "othersCallsListenedTo", None)
FEEDBACK = Habit(13, 8, "callsGaveFeedback", "callsReceivedFeedback")
SHARING = Habit(17, 3, None, "callsSharedExternally")
HABITS = (
    COMMENTING,
    LISTENING,
    FEEDBACK,
    Habit(5, 1, None, "ownCallsListenedTo"),
    Habit(11, 6, None, "callsSharedInternally"),
    SHARING,
    Habit(23, 5, None, "callsRequestedFeedback"),
    Habit(19, 7, "callsMarkedAsFeedbackGiven", "callsMarkedAsFeedbackReceived"),
)


def reviewer_id(call: SimCall) -> str:
    """Who looks after the host; a chief is looked after by the head of sales."""
    return call.host.manager_id or call.office.staff[1].id


def card_for(call: SimCall, cards: list[Json]) -> Json:
    """The scorecard that *call* is scored by: one of its workspace."""
    fitting = [card for card in cards if card["workspaceId"] == call.workspace_id]
    return fitting[call.lot // SCORING.every % len(fitting)]


def answered_scorecards(calls: Iterable[SimCall], cards: list[Json]) -> list[Json]:
    """The filled-in *cards* of *calls* as AnsweredScorecard, in the order of the calls."""
    return [_answered(call, card_for(call, cards)) for call in calls if SCORING.meets(call)]


def _answered(call: SimCall, card: Json) -> Json:
    rng = dice(call.office.seed, "scorecard", call.id)
    automatic = card["reviewMethod"] == "AUTOMATIC"
    after = timedelta(minutes=20) if automatic else timedelta(seconds=rng.randrange(4_000, 800_000))
    edited = rng.random() < 0.15
    return {
        "answeredScorecardId": digits(rng),
        "scorecardId": card["scorecardId"],
        "scorecardName": card["scorecardName"],
        "callId": call.id,
        "callStartTime": call.basic["started"],
        "reviewedUserId": call.host_id,
        "reviewerUserId": None if automatic else reviewer_id(call),
        "reviewMethod": card["reviewMethod"],
        "editorUserId": reviewer_id(call) if edited else None,
        "reviewTime": call.office.stamp(call.when + timedelta(hours=1) + after),
        "visibilityType": rng.choices(_VISIBILITIES, (60, 10, 10, 10, 10))[0],
        "answers": [_answer(rng, question) for question in card["questions"]],
    }


_VISIBILITIES = ("PUBLIC", "PRIVATE", "OPT_IN_USERS", "MANAGERS", "MANAGERS_AND_REVIEWEE")
_REMARKS = (
    "Great questions, and the silence after the price was perfect.",
    "Next step had no date.",
    "Too much about us, too little about them.",
    "Handled the objection calmly. Well done!",
    "Could have asked who else decides.",
)


def _answer(rng: Random, question: Json) -> Json:
    skipped = not question["isOverall"] and rng.random() < 0.08
    most, options = question["maxRange"], question["answerOptions"]
    said = question["questionType"] == "OPEN_TEXT" or rng.random() < 0.1
    chosen = [rng.choice(options)["id"]] if options and not skipped else None
    if chosen and question["questionType"] == "MULTI_SELECT":
        chosen = sorted({*chosen, rng.choice(options)["id"]})
    return {
        "questionId": question["questionId"],
        "questionRevisionId": question["questionRevisionId"],
        "isOverall": question["isOverall"],
        "score": rng.randrange(1, int(most) + 1) if most and not skipped else None,
        "answerText": rng.choice(_REMARKS) if said and not skipped else None,
        "notApplicable": skipped,
        "selectedOptions": chosen,
    }


def comments(call: SimCall, seconds: int) -> list[Json]:
    """The public comments on *call* as CommentDto: the manager's, sometimes with an answer."""
    if not COMMENTING.meets(call):
        return []
    rng = dice(call.office.seed, "comments", call.id)
    start = round(rng.uniform(0, seconds * 0.8), 2)
    host, posted = call.host, call.when + timedelta(seconds=seconds)
    during = rng.random() < 0.2
    first = {
        "id": digits(rng),
        "audioStartTime": start,
        "audioEndTime": round(start + rng.uniform(2, seconds * 0.2), 2),
        "commenterUserId": reviewer_id(call),
        "comment": rng.choice(_REMARKS),
        "posted": call.office.stamp(posted + timedelta(minutes=0 if during else 95)),
        "inReplyTo": None,
        "duringCall": during,
    }
    if rng.random() < 0.6:
        return [first]
    boss = call.office.by_id[reviewer_id(call)]
    answer = {
        "id": digits(rng),
        "commenterUserId": host.id,
        "comment": f"@[{boss.name}]({boss.id}) thanks, I'll try that next time 🙏",
        "posted": call.office.stamp(posted + timedelta(hours=rng.randrange(2, 40))),
        "inReplyTo": first["id"],
        "duringCall": False,
    }
    return [first, {**first, **answer}]
