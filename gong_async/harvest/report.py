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

        skipped: Streams that the key may not read, each with the scope that it lacks; an empty
            text where Gong names none.

        stopped: Whether it was asked to stop before its end.

        pending: Calls whose transcript is not there yet; later runs ask for them again.

        quarantined: Records that could not be used; they are kept in the table ``quarantine``.

        removed: Calls that left the output since Gong has them no more.

        mended: Texts in which a broken character was replaced by U+FFFD.

        requests: Requests sent; each counts against the company's daily quota.

        seconds: How long it took.
    """

    rows: Mapping[str, int] = field(factory=dict[str, int])
    windows: int = 0
    failed: tuple[tuple[Window | str, str], ...] = ()
    short: tuple[Window, ...] = ()
    skipped: Mapping[str, str] = field(factory=dict[str, str])
    stopped: bool = False
    pending: int = 0
    quarantined: int = 0
    removed: int = 0
    mended: int = 0
    requests: int = 0
    seconds: float = 0.0

    @property
    def complete(self) -> bool:
        """
        Whether all that Gong has for the range is in the output.

        Late transcripts and streams that the key may not read are not held against it.
        """
        return not (self.failed or self.short or self.quarantined or self.stopped)
