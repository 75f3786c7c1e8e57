"""What Gong's AI makes of the conversations with somebody: ``gong.entities``."""

from __future__ import annotations

from datetime import datetime

from gong_async.arguments import needed, query
from gong_async.endpoint import Endpoint
from gong_async.models import CrmObjectType, EntityAnswer, EntityBrief, TimePeriod

from ._base import Resource, between

__all__ = ["Entities"]

_SPENT = (
    "credits may have been spent; look in Gong how many are left before you ask again, which may"
    " cost as many"
)

ASK = Endpoint(
    operation="askEntity",
    method="GET",
    path="/v2/entities/ask-entity",
    scope="api:ai-ask:read",
    returns=EntityAnswer,
    costs_credits=True,
    find_out=_SPENT,
)

BRIEF = Endpoint(
    operation="generateBrief",
    method="GET",
    path="/v2/entities/get-brief",
    scope="api:ai-briefer:read",
    returns=EntityBrief,
    costs_credits=True,
    find_out=_SPENT,
)


class Entities(Resource):
    """
    What Gong's AI makes of the conversations with an account, a deal, a contact or a lead.

    Each answer costs the company Gong credits, by the calls and emails that it rests on.  So
    nothing here is ever sent again by itself, whatever goes wrong; where an answer was lost, the
    error says so with ``maybe_done``.
    """

    async def ask(
        self,
        *,
        workspace_id: str,
        crm_entity_type: CrmObjectType,
        crm_entity_id: str,
        question: str,
        time_period: TimePeriod,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> EntityAnswer:
        """
        Ask a question; the answer rests on 60 calls and 500 emails at most.

        ``GET /v2/entities/ask-entity``, scope ``api:ai-ask:read``.  It costs credits.

        Args:
            workspace_id: The workspace of the conversations.

            crm_entity_type: What kind of object it is about.

            crm_entity_id: Its id in the CRM.

            question: The question, in words.

            time_period: Which conversations count.

            since: The earliest, aware, in any zone; with ``CUSTOM_RANGE``, and only then.

            until: The latest, itself excluded, aware; None for now.

        Raises:
            ValueError: If an argument is wrong or empty; before any I/O.

            CreditsExhaustedError: If the company has no credits left.

            NotFoundError: If there is no such object.
        """
        return await self._one(
            ASK,
            query=query(
                **needed(
                    workspace_id=workspace_id,
                    crm_entity_type=crm_entity_type,
                    crm_entity_id=crm_entity_id,
                    time_period=time_period,
                    question=question,
                ),
                **_span(time_period, since, until),
            ),
        )

    async def brief(
        self,
        *,
        workspace_id: str,
        brief_name: str,
        crm_entity_type: CrmObjectType,
        crm_entity_id: str,
        time_period: TimePeriod,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> EntityBrief:
        """
        Have a brief written.

        ``GET /v2/entities/get-brief``, scope ``api:ai-briefer:read``.  It costs credits.

        Args:
            workspace_id: The workspace that has the brief.

            brief_name: Which brief, by its name: ``settings.briefs()`` lists them.

            crm_entity_type: What kind of object it is about.

            crm_entity_id: Its id in the CRM.

            time_period: Which conversations count.

            since: The earliest, aware, in any zone; with ``CUSTOM_RANGE``, and only then.

            until: The latest, itself excluded, aware; None for now.

        Raises:
            ValueError: If an argument is wrong or empty; before any I/O.

            CreditsExhaustedError: If the company has no credits left.

            NotFoundError: If there is no such object, or no such brief that is published.
        """
        return await self._one(
            BRIEF,
            query=query(
                **needed(
                    workspace_id=workspace_id,
                    brief_name=brief_name,
                    crm_entity_type=crm_entity_type,
                    crm_entity_id=crm_entity_id,
                    time_period=time_period,
                ),
                **_span(time_period, since, until),
            ),
        )


def _span(
    time_period: TimePeriod, since: datetime | None, until: datetime | None
) -> dict[str, datetime | None]:
    """Name the range as the API does; it goes with one of the periods alone."""
    custom = time_period == TimePeriod.CUSTOM_RANGE
    if custom != (since is not None) or (until is not None and not custom):
        raise ValueError("since and until go with TimePeriod.CUSTOM_RANGE, which needs since")
    return between(since, until)
