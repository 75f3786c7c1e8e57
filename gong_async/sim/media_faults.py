"""What goes wrong with recordings, and when: values only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from attrs import field, frozen

from gong_async.sim.faults import Fault, Faults

__all__ = ["MEDIA_KINDS", "RARE_KINDS", "MediaFault", "MediaFaults"]

MEDIA_KINDS = (
    "reset",  # RST before any byte
    "cut",  # the connection ends in the middle of the body
    "short",  # the body is cut, and its length with it
    "changed",  # the same, after which the file is another one
    "expired",  # 403, as for a link that is too old
    "gone",  # 404
    "500",
    "416",  # no such part
    "wrong-range",  # 206 with another part than the one asked for
    "ignored-range",  # 200 with the whole file
    "long",  # more bytes than a part of the file has left
    "drip",  # the body in small pieces
)
"""The kinds that one more try gets over, which are the ones that chance picks from."""

RARE_KINDS = (
    "chunked",  # 200 without a length, whole
    "gzip",  # compressed, though nobody asked for it
    "hang",  # nothing at all
    "redirect",  # 302 to another place of this host
    "weak",  # cut, and its entity tag is a weak one
)
"""Those that are only planned: not every client gets over them, or needs to."""


@frozen
class MediaFault(Fault):
    """
    One thing that goes wrong with a recording; attributes as for `Fault`.

    A ``cut``, a ``short``, a ``changed`` and a ``weak`` let *share* of the body through.
    """

    KNOWN: ClassVar[Sequence[str]] = MEDIA_KINDS + RARE_KINDS


def _faults(kinds: Iterable[str | Fault]) -> tuple[Fault, ...]:
    return tuple(MediaFault(kind) if isinstance(kind, str) else kind for kind in kinds)


@frozen
class MediaFaults(Faults):
    """Which requests to the media host go wrong: the same ones in every run; see `Faults`."""

    kinds: tuple[Fault, ...] = field(default=tuple(map(MediaFault, MEDIA_KINDS)), converter=_faults)
