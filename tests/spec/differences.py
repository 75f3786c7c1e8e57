"""Where the package knows better than Gong's specification, and how it knows."""

from __future__ import annotations

import re

IS_ID = re.compile(r"(?:.*I|i)d")
"""Ids are text here, also where the specification has them as numbers; api-facts A7."""

LIVE_ONLY = {
    ("Question", "created"): "recorded live, api-facts C12 and D17",
    ("Question", "updated"): "recorded live, api-facts C12 and D17",
    ("Question", "updaterUserId"): "recorded live, api-facts C12 and D17",
}
"""Fields that Gong sends and its specification lacks."""

ISO_TEXT = {
    ("UserMetadata", "created"): "live ISO 8601, api-facts A6",
    ("KeywordTracker", "created"): "live ISO 8601 with six decimals, api-facts C13",
    ("KeywordTracker", "updated"): "live ISO 8601 with six decimals, api-facts C13",
    ("Question", "created"): "recorded live, api-facts C12 and D17",
    ("Question", "updated"): "recorded live, api-facts C12 and D17",
}
"""Plain text in the specification that is a time in every answer seen."""

OPTIONAL_ANYWAY = {
    ("listCalls", "fromDateTime"): "its own text says what holds without it; api-facts C1, D20",
    ("listCalls", "toDateTime"): "its own text says what holds without it; api-facts C1, D20",
}
"""Arguments that the specification calls required, and Gong does not."""

NOT_OFFERED = {
    ("listFlows", "mostRecentlyAssigned"): "another listing than the one the method is for",
    ("listMultipleUsersAggregateActivity", "createdFromDateTime"): "undocumented; api-facts C7",
    ("listMultipleUsersAggregateActivity", "createdToDateTime"): "undocumented; api-facts C7",
    ("listMultipleUsersDayByDayActivity", "createdFromDateTime"): "undocumented; api-facts C7",
    ("listMultipleUsersDayByDayActivity", "createdToDateTime"): "undocumented; api-facts C7",
    ("listInteractionStats", "createdFromDateTime"): "undocumented; api-facts C7",
    ("listInteractionStats", "createdToDateTime"): "undocumented; api-facts C7",
}
"""What the specification has room for, and no argument fills."""
