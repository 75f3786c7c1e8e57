"""Bring the recordings of many calls into one folder, each of them once."""

from __future__ import annotations

from .harvester import MediaHarvester, MediaReport
from .manifest import Manifest

__all__ = ["Manifest", "MediaHarvester", "MediaReport"]
