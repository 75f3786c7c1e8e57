"""What users did in Gong, and how they talk."""

from __future__ import annotations

from attrs import define, field

from ._base import OpenEnum, schema

__all__ = [
    "ActivityCounts",
    "AggregationPeriod",
    "DailyActivity",
    "InteractionStat",
    "PeriodActivity",
    "UserActivity",
    "UserDailyActivity",
    "UserInteraction",
    "UserPeriodicActivity",
]


@schema("AggregateActivity")
@define(kw_only=True)
class ActivityCounts:
    """
    How often a user did what, in the time asked for.

    Attributes:
        calls_as_host: Recorded calls that the user hosted.

        calls_gave_feedback: Calls that the user gave feedback on.

        calls_requested_feedback: Calls that the user asked for feedback on.

        calls_received_feedback: Calls that the user got feedback on.

        own_calls_listened_to: The user's own calls, listened to again.

        others_calls_listened_to: Calls of others that the user listened to.

        calls_shared_internally: Calls shared inside the company.

        calls_shared_externally: Calls shared with people from outside.

        calls_scorecards_filled: Scorecards that the user filled in.

        calls_scorecards_received: The user's calls that somebody filled in a scorecard on.

        calls_attended: Calls that the user took part in, but did not host.

        calls_comments_given: Calls that the user commented on.

        calls_comments_received: The user's calls that got a comment.

        calls_marked_as_feedback_given: Calls that the user marked as reviewed.

        calls_marked_as_feedback_received: The user's calls that somebody marked as reviewed.
    """

    calls_as_host: int | None = None
    calls_gave_feedback: int | None = None
    calls_requested_feedback: int | None = None
    calls_received_feedback: int | None = None
    own_calls_listened_to: int | None = None
    others_calls_listened_to: int | None = None
    calls_shared_internally: int | None = None
    calls_shared_externally: int | None = None
    calls_scorecards_filled: int | None = None
    calls_scorecards_received: int | None = None
    calls_attended: int | None = None
    calls_comments_given: int | None = None
    calls_comments_received: int | None = None
    calls_marked_as_feedback_given: int | None = None
    calls_marked_as_feedback_received: int | None = None


@schema("UserActivity")
@define(kw_only=True)
class UserActivity:
    """
    What one user did in the time asked for.

    Attributes:
        user_id: The user who did it.
    """

    user_id: str
    user_email_address: str | None = None
    user_aggregate_activity_stats: ActivityCounts | None = None


@schema("DailyActivityWithDates")
@define(kw_only=True)
class DailyActivity:
    """
    What a user did on one day: the ids of the calls it was done to, each once.

    Attributes:
        from_date: The start of the day in the company's time zone, ISO 8601 with an offset, as
            Gong sent it.

        to_date: The end of the day, as *from_date*.

        calls_as_host: Recorded calls that the user hosted.

        calls_gave_feedback: Calls that the user gave feedback on.

        calls_requested_feedback: Calls that the user asked for feedback on.

        calls_received_feedback: Calls that the user got feedback on.

        own_calls_listened_to: The user's own calls, listened to again.

        others_calls_listened_to: Calls of others that the user listened to.

        calls_shared_internally: Calls shared inside the company.

        calls_shared_externally: Calls shared with people from outside.

        calls_scorecards_filled: Calls that the user filled in a scorecard on.

        calls_scorecards_received: The user's calls that somebody filled in a scorecard on.

        calls_attended: Calls that the user took part in, but did not host.

        calls_comments_given: Calls that the user commented on.

        calls_comments_received: The user's calls that got a comment.

        calls_marked_as_feedback_given: Calls that the user marked as reviewed.

        calls_marked_as_feedback_received: The user's calls that somebody marked as reviewed.
    """

    from_date: str | None = None
    to_date: str | None = None
    calls_as_host: list[str] = field(factory=list[str])
    calls_gave_feedback: list[str] = field(factory=list[str])
    calls_requested_feedback: list[str] = field(factory=list[str])
    calls_received_feedback: list[str] = field(factory=list[str])
    own_calls_listened_to: list[str] = field(factory=list[str])
    others_calls_listened_to: list[str] = field(factory=list[str])
    calls_shared_internally: list[str] = field(factory=list[str])
    calls_shared_externally: list[str] = field(factory=list[str])
    calls_scorecards_filled: list[str] = field(factory=list[str])
    calls_scorecards_received: list[str] = field(factory=list[str])
    calls_attended: list[str] = field(factory=list[str])
    calls_comments_given: list[str] = field(factory=list[str])
    calls_comments_received: list[str] = field(factory=list[str])
    calls_marked_as_feedback_given: list[str] = field(factory=list[str])
    calls_marked_as_feedback_received: list[str] = field(factory=list[str])


@schema("UserDayByDayActivity")
@define(kw_only=True)
class UserDailyActivity:
    """
    What one user did, day by day.

    Attributes:
        user_id: The user who did it.

        user_daily_activity_stats: One entry for every day of the time asked for.
    """

    user_id: str
    user_email_address: str | None = None
    user_daily_activity_stats: list[DailyActivity] = field(factory=list[DailyActivity])


@schema("InteractionStat")
@define(kw_only=True)
class InteractionStat:
    """
    One figure of a user, over all calls in the time asked for.

    Attributes:
        name: Longest Monologue, Longest Customer Story, Interactivity, Patience, Question
            Rate; Gong may add more.

        value: In the unit that Gong's application shows the figure in.
    """

    name: str | None = None
    value: float | None = None


@schema("InteractionStats")
@define(kw_only=True)
class UserInteraction:
    """
    How one user talks, in calls that Gong recorded with Whisper on.

    Attributes:
        user_id: The user who talks.
    """

    user_id: str
    user_email_address: str | None = None
    person_interaction_stats: list[InteractionStat] = field(factory=list[InteractionStat])


class AggregationPeriod(OpenEnum):
    """How long a period is; weeks begin on Monday."""

    DAY = "DAY"
    WEEK = "WEEK"
    MONTH = "MONTH"
    QUARTER = "QUARTER"
    YEAR = "YEAR"


@schema("AggregateActivityWithDates")
@define(kw_only=True)
class PeriodActivity:
    """
    How often a user did what, in one period; what is counted is as in :class:`ActivityCounts`.

    Attributes:
        from_date: The start of the period, or of the range if that is later, in the company's
            time zone, ISO 8601 with an offset, as Gong sent it.

        to_date: The end of the period, or of the range if that is earlier, as *from_date*.
    """

    calls_as_host: int | None = None
    calls_gave_feedback: int | None = None
    calls_requested_feedback: int | None = None
    calls_received_feedback: int | None = None
    own_calls_listened_to: int | None = None
    others_calls_listened_to: int | None = None
    calls_shared_internally: int | None = None
    calls_shared_externally: int | None = None
    calls_scorecards_filled: int | None = None
    calls_scorecards_received: int | None = None
    calls_attended: int | None = None
    calls_comments_given: int | None = None
    calls_comments_received: int | None = None
    calls_marked_as_feedback_given: int | None = None
    calls_marked_as_feedback_received: int | None = None
    from_date: str | None = None
    to_date: str | None = None


@schema("UserAggregateByPeriodActivities")
@define(kw_only=True)
class UserPeriodicActivity:
    """
    What one user did, period by period.

    Attributes:
        user_id: The user who did it.

        user_aggregate_activity: One entry a period.
    """

    user_id: str
    user_email_address: str | None = None
    user_aggregate_activity: list[PeriodActivity] = field(factory=list[PeriodActivity])
