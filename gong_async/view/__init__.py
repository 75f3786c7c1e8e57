"""Pages to read: a call, and what a harvest holds, each as one HTML file that needs no network."""

from __future__ import annotations

from gong_async.view.index import index_page
from gong_async.view.page import call_page
from gong_async.view.query import companies_with, read_call
from gong_async.view.render import MARK
from gong_async.view.survey import read_harvest

__all__ = ["MARK", "call_page", "companies_with", "index_page", "read_call", "read_harvest"]
