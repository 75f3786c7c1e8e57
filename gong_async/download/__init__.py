"""A recording on its way from Gong's media host into a file: checked, resumed, never spliced."""

from __future__ import annotations

from .download import Download, Downloader
from .recording import DownloadedMedia, MediaKind, Recording
from .transport import MediaTransport

__all__ = [
    "Download",
    "DownloadedMedia",
    "Downloader",
    "MediaKind",
    "MediaTransport",
    "Recording",
]
