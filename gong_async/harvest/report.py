"""What a harvest did."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field, frozen

from gong_async.harvest.state import Window

__all__ = ["HarvestReport"]


@frozen(kw_only=True)
class HarvestReport:
    """
    What a run did; what earlier runs did is not counted.

    Attributes:
        rows: Rows written, by table.

        windows: Windows committed.

        failed: Windows given up, and the names of lists such as ``users`` that could not be
            fetched, each with the reason; a later run asks for them again.

        short: Windows of which Gong counts more calls than it showed, twice.

        pending: Calls whose transcript is not there yet; later runs ask for them again.

        quarantined: Records that could not be used; they are kept in the table ``quarantine``.

        replaced: Texts in which a broken character was replaced by U+FFFD.

        requests: Requests sent; each counts against the company's daily quota.

        seconds: How long it took.
    """

    rows: Mapping[str, int] = field(factory=dict[str, int])
    windows: int = 0
    failed: tuple[tuple[Window | str, str], ...] = ()
    short: tuple[Window, ...] = ()
    pending: int = 0
    quarantined: int = 0
    replaced: int = 0
    requests: int = 0
    seconds: float = 0.0

    @property
    def complete(self) -> bool:
        """Whether all that Gong has for the range is in the output, late transcripts aside."""
        return not (self.failed or self.short or self.quarantined)
