"""A file of objects from a CRM: a JSON object a line."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Collection
from typing import IO, Any

from attrs import define, field

from gong_async.sim.answers import RefusedError
from gong_async.sim.arguments import Arguments
from gong_async.sim.people import Json
from gong_async.sim.shapes import is_object

__all__ = ["CrmFile", "read"]

_MOST_ERRORS = 20
_IN_ONE_GO = 1_000  # lines, until others get a turn
_OBJECT_ID = re.compile(r"[A-Za-z0-9_-]{1,64}|(?=.{1,64}$)[^@\s]+@[^@\s]+")
_NEEDED: dict[str, Collection[str]] = {
    "BUSINESS_USER": ("objectId", "modifiedDate", "emailAddress"),
    "STAGE": ("objectId", "name"),
}
_NEEDED_OTHERWISE = ("objectId", "modifiedDate")


@define
class CrmFile:
    """
    What is in a file.

    Attributes:
        errors: As LineErrorResponse; the first ones only.

        failed: How many objects are wrong.
    """

    objects: list[Json] = field(factory=list[Json])
    errors: list[Json] = field(factory=list[Json])
    failed: int = 0


async def read(content: IO[bytes], object_type: str) -> CrmFile:
    """Read objects of *object_type*; lines count from 1, and the empty ones say nothing."""
    file = CrmFile()
    for number, line in enumerate(content, 1):
        if number % _IN_ONE_GO == 0:
            await asyncio.sleep(0)
        if not line.strip():
            continue
        try:
            file.objects.append(_object(line, object_type))
        except RefusedError as refused:
            file.failed += 1
            if file.failed <= _MOST_ERRORS:
                file.errors.append({"line": number, "description": refused.text})
    if not (file.objects or file.errors):
        file.errors.append({"line": 0, "description": "The file is empty"})
    return file


def _object(line: bytes, object_type: str) -> Json:
    try:
        parsed: Any = json.loads(line)
    except (ValueError, RecursionError):
        parsed = None
    if not is_object(parsed):
        raise RefusedError(400, "Failed to parse the line as a JSON object")
    arguments = Arguments(parsed, "body")
    deleted = arguments.flag("isDeleted")
    for name in _NEEDED.get(object_type, _NEEDED_OTHERWISE):
        if not parsed.get(name) and not (deleted and name == "emailAddress"):
            raise RefusedError(400, f"Mandatory field [{name}] is missing or empty")
    if not _OBJECT_ID.fullmatch(arguments.required_text("objectId")):
        raise arguments.wrong("objectId", "has characters that are not allowed, or too many")
    arguments.moment("modifiedDate")
    return parsed
