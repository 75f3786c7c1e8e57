"""What users did, how they talk, and how they were reviewed: ``gong.stats``."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from attrs import evolve

from gong_async.arguments import needed, wire
from gong_async.endpoint import PagedEndpoint
from gong_async.models import (
    AggregationPeriod,
    AnsweredScorecard,
    ReviewMethodFilter,
    UserActivity,
    UserDailyActivity,
    UserInteraction,
    UserPeriodicActivity,
)
from gong_async.paging import Pager

from ._base import Resource, T, check_order

__all__ = ["Stats"]

ACTIVITY = PagedEndpoint(
    operation="listMultipleUsersAggregateActivity",
    method="POST",
    path="/v2/stats/activity/aggregate",
    scope="api:stats:user-actions",
    returns=UserActivity,
    items="usersAggregateActivityStats",
    not_found_is_empty=True,
)

ACTIVITY_DAY_BY_DAY = PagedEndpoint(
    operation="listMultipleUsersDayByDayActivity",
    method="POST",
    path="/v2/stats/activity/day-by-day",
    scope="api:stats:user-actions:detailed",
    returns=UserDailyActivity,
    items="usersDetailedActivities",
    not_found_is_empty=True,
)

ACTIVITY_BY_PERIOD = PagedEndpoint(
    operation="listMultipleUsersAggregateByPeriod",
    method="POST",
    path="/v2/stats/activity/aggregate-by-period",
    scope="api:stats:user-actions",
    returns=UserPeriodicActivity,
    items="usersAggregateActivity",
    not_found_is_empty=True,
)

INTERACTION = PagedEndpoint(
    operation="listInteractionStats",
    method="POST",
    path="/v2/stats/interaction",
    scope="api:stats:interaction",
    returns=UserInteraction,
    items="peopleInteractionStats",
    not_found_is_empty=True,
)

ANSWERED_SCORECARDS = PagedEndpoint(
    operation="listAnsweredScorecards",
    method="POST",
    path="/v2/stats/activity/scorecards",
    scope="api:stats:scorecards",
    returns=AnsweredScorecard,
    items="answeredScorecards",
    not_found_is_empty=True,
)


class Stats(Resource):
    """
    What users did, how they talk, and how they were reviewed.

    Dates are days in the company's time zone, which each page tells in its ``envelope``.
    """

    def activity(
        self, *, from_date: date, to_date: date, user_ids: Collection[str] | None = None
    ) -> Pager[UserActivity]:
        """
        Count what each user did in ``[from_date, to_date)``.

        ``POST /v2/stats/activity/aggregate``, scope ``api:stats:user-actions``, 100 users a
        page.  The ``envelope`` of a page has ``fromDateTime``, ``toDateTime``, ``timeZone``.

        Args:
            from_date: The first day, in the company's time zone.

            to_date: The day after the last, in the company's time zone; today at the latest,
                so that nothing done today is counted.

            user_ids: These users.  None for all users who did anything; an empty collection
                lists nothing and sends nothing.

        Raises:
            ValueError: If a date has a time, the range is upside down, or an id is not digits;
                before any I/O.

            NotFoundError: While listing, if Gong finds none of the *user_ids*.
        """
        return self._of_users(_known(ACTIVITY, user_ids), from_date, to_date, user_ids)

    def activity_day_by_day(
        self, *, from_date: date, to_date: date, user_ids: Collection[str] | None = None
    ) -> Pager[UserDailyActivity]:
        """
        List what each user did on each day of ``[from_date, to_date)``, call by call.

        ``POST /v2/stats/activity/day-by-day``, scope ``api:stats:user-actions:detailed``, 100
        users a page, each with every day of the range.

        Args:
            from_date: The first day, in the company's time zone.

            to_date: The day after the last, in the company's time zone; today at the latest,
                so that nothing done today is listed.

            user_ids: These users.  None for all users who did anything; an empty collection
                lists nothing and sends nothing.

        Raises:
            ValueError: If a date has a time, the range is upside down, or an id is not digits;
                before any I/O.

            NotFoundError: While listing, if Gong finds none of the *user_ids*.
        """
        asked = _known(ACTIVITY_DAY_BY_DAY, user_ids)
        return self._of_users(asked, from_date, to_date, user_ids)

    def activity_by_period(
        self,
        *,
        from_date: date,
        to_date: date,
        aggregation_period: AggregationPeriod,
        user_ids: Collection[str] | None = None,
    ) -> Pager[UserPeriodicActivity]:
        """
        Count what each user did in each period of ``[from_date, to_date)``.

        ``POST /v2/stats/activity/aggregate-by-period``, scope ``api:stats:user-actions``, 100
        users a page.  What is done in two periods counts in both.

        Args:
            from_date: The first day, in the company's time zone.

            to_date: The day after the last, in the company's time zone; today at the latest,
                so that nothing done today is counted.

            aggregation_period: How long a period is; weeks begin on Monday.

            user_ids: These users.  None for all users who did anything; an empty collection
                lists nothing and sends nothing.

        Raises:
            ValueError: If a date has a time, the range is upside down, or an id is not digits;
                before any I/O.

            NotFoundError: While listing, if Gong finds none of the *user_ids*.
        """
        asked = _known(ACTIVITY_BY_PERIOD, user_ids)
        period = wire(**needed(aggregation_period=aggregation_period))
        return self._of_users(asked, from_date, to_date, user_ids, **period)

    def interaction(
        self, *, from_date: date, to_date: date, user_ids: Collection[str] | None = None
    ) -> Pager[UserInteraction]:
        """
        Measure how each user talks, in the calls of ``[from_date, to_date)``.

        ``POST /v2/stats/interaction``, scope ``api:stats:interaction``, 100 users a page.  Only
        calls with Whisper turned on count.  The ``envelope`` of a page has ``fromDateTime``,
        ``toDateTime``, ``timeZone``.

        Args:
            from_date: The first day, in the company's time zone.

            to_date: The day after the last, in the company's time zone; today at the latest,
                so that no call of today is counted.

            user_ids: These users.  None for all users with such calls; an empty collection
                lists nothing and sends nothing.

        Raises:
            ValueError: If a date has a time, the range is upside down, or an id is not digits;
                before any I/O.
        """
        return self._of_users(INTERACTION, from_date, to_date, user_ids)

    def answered_scorecards(
        self,
        *,
        call_from_date: date | None = None,
        call_to_date: date | None = None,
        review_from_date: date | None = None,
        review_to_date: date | None = None,
        review_method: ReviewMethodFilter | None = None,
        scorecard_ids: Collection[str] | None = None,
        reviewed_user_ids: Collection[str] | None = None,
    ) -> Pager[AnsweredScorecard]:
        """
        List the scorecards that were filled in.

        ``POST /v2/stats/activity/scorecards``, scope ``api:stats:scorecards``, 100 a page.
        Those that Gong's AI filled in are left out unless *review_method* asks for them.

        Args:
            call_from_date: The first day of the calls, in the company's time zone; None reaches
                back to the first call.

            call_to_date: The day after the last of the calls; None reaches to the last call.

            review_from_date: The first day of the reviews, in the company's time zone; None
                reaches back to the first review.

            review_to_date: The day after the last of the reviews; None reaches to the last.

            review_method: Filled in by whom; None for people alone, which is Gong's default.

            scorecard_ids: Only these scorecards.  None for all; an empty collection lists
                nothing and sends nothing.

            reviewed_user_ids: Only reviews of these users.  None for all; an empty collection
                lists nothing and sends nothing.

        Raises:
            ValueError: If a date has a time, a range is upside down, or an id is not digits;
                before any I/O.
        """
        pager = self._filtered(
            ANSWERED_SCORECARDS,
            wire(
                call_from_date=call_from_date,
                call_to_date=call_to_date,
                review_from_date=review_from_date,
                review_to_date=review_to_date,
                review_method=review_method,
                scorecard_ids=scorecard_ids,
                reviewed_user_ids=reviewed_user_ids,
            ),
        )
        check_order(call_from_date=call_from_date, call_to_date=call_to_date)
        check_order(review_from_date=review_from_date, review_to_date=review_to_date)
        return pager

    def _of_users(
        self,
        endpoint: PagedEndpoint[T],
        from_date: date,
        to_date: date,
        user_ids: Collection[str] | None,
        **beside: str,
    ) -> Pager[T]:
        criteria = wire(**needed(from_date=from_date, to_date=to_date), user_ids=user_ids)
        check_order(from_date=from_date, to_date=to_date)
        return self._filtered(endpoint, criteria, **beside)


def _known(endpoint: PagedEndpoint[T], user_ids: Collection[str] | None) -> PagedEndpoint[T]:
    """Take a 404 for Gong's word for users that it does not know, where some are named."""
    return endpoint if user_ids is None else evolve(endpoint, not_found_is_empty=False)
