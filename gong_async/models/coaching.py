"""How managers coach those who report to them."""

from __future__ import annotations

from attrs import define, field

from ._base import schema

__all__ = ["CoachingData", "CoachingReport", "CoachingUser"]


@schema("CoachingUser")
@define(kw_only=True)
class CoachingUser:
    """
    A manager, or somebody who reports to one.

    Attributes:
        id: The ``id`` of a :class:`User`.
    """

    id: str | None = None
    email_address: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    title: str | None = None


@schema("CoachingRepData")
@define(kw_only=True)
class CoachingReport:
    """
    How one person was coached.

    Attributes:
        report: Who reports to the manager.

        metrics: For each metric's name, its values as text.
    """

    report: CoachingUser | None = None
    metrics: dict[str, list[str]] = field(factory=dict[str, list[str]])


@schema("CoachingMetricsData")
@define(kw_only=True)
class CoachingData:
    """
    How one manager coaches.

    Attributes:
        manager: Who coaches.

        direct_reports_metrics: One entry for each person who reports to the manager.
    """

    manager: CoachingUser | None = None
    direct_reports_metrics: list[CoachingReport] = field(factory=list[CoachingReport])
