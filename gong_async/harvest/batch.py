"""A page of raw records on its way into an output, and the rows they make."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from attrs import define, field

from gong_async.harvest.schema import TABLES, Rows
from gong_async.harvest.tables import ROWS

__all__ = ["Batch"]


@define(slots=False, eq=False)
class Batch:
    """
    Records of one stream, as Gong sent them.

    Args:
        company: Whose they are.

        stream: The stream that brought them.

        records: The raw objects.

        at: When they were harvested, an aware datetime; now if not given.
    """

    company: str
    stream: str
    records: Sequence[dict[str, Any]] = field(repr=False)
    at: datetime = field(factory=lambda: datetime.now(UTC))

    @cached_property
    def rows(self) -> Rows:
        """
        The rows of the stream's tables, and of ``quarantine`` for records that make none.

        Of a subject that is in the batch twice, the last record counts.
        """
        at = f"{self.at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"
        return ROWS[self.stream](self.company, self.records, at)

    @cached_property
    def subjects(self) -> set[tuple[Any, ...]]:
        """The subjects that the records are about, those in ``quarantine`` left out."""
        head = next(table for table in TABLES.values() if table.stream == self.stream)
        return {head.subject_of(row) for row in self.rows[head.name]}
