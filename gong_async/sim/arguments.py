"""
The arguments of a request, read one by one; a wrong one is a 400 in Gong's words.

Null is the same as absent.  What nobody reads is ignored, as Gong does: above all the cursor and
the filter of a POST when they stand in the query.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, Literal, cast

from attrs import evolve, frozen

from gong_async.sim.answers import RefusedError
from gong_async.sim.shapes import is_list, is_object

__all__ = ["Arguments"]

_DATE_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)", re.ASCII)
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_INT64 = re.compile(r"-?\d{1,19}", re.ASCII)


@frozen
class Arguments:
    """
    Named values from a query or from an object inside a JSON body.

    Attributes:
        values: The raw values; those of a query are all texts.

        place: Where they come from.

        path: What the names begin with in messages: ``"filter."``.
    """

    values: Mapping[str, Any]
    place: Literal["query", "body"]
    path: str = ""

    def wrong(self, name: str, why: str) -> RefusedError:
        """The 400 for the argument *name*."""
        return RefusedError(400, f"{self.path}{name}: {why}")

    def require(self, *names: str) -> None:
        """Refuse the request if one of *names* is missing."""
        for name in names:
            if self.values.get(name) is None:
                if self.place == "query":
                    raise RefusedError(400, f"{name} parameter is missing")
                raise self.wrong(name, "may not be null")

    def text(self, name: str, *, most: int | None = None) -> str | None:
        """A text, whatever it says, of so many characters at *most*."""
        value = self.values.get(name)
        if value is not None and not isinstance(value, str):
            raise self.wrong(name, "must be a string")
        self._check_size(name, value, most)
        return value

    def required_text(self, name: str, *, most: int | None = None) -> str:
        """A text that may not be missing."""
        self.require(name)
        return cast(str, self.text(name, most=most))

    def int64(self, name: str) -> str:
        """A required 64-bit number of a query, as its digits."""
        value = self.required_text(name)
        if not _INT64.fullmatch(value) or not -(2**63) <= int(value) < 2**63:
            raise self.wrong(name, "must be a number")
        return str(int(value))

    def number(self, name: str) -> int | float | None:
        """A number of a body that is not negative."""
        value = self.values.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not value >= 0:
            raise self.wrong(name, "must be a number greater than or equal to 0")
        return value

    def integer(self, name: str) -> int | None:
        """A 32-bit number of a body."""
        value = self.values.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not -(2**31) <= value < 2**31:
            raise self.wrong(name, "must be a 32-bit integer")
        return value

    def flag(self, name: str) -> bool:
        """A boolean; false where it is missing."""
        value = self.values.get(name)
        meanings = {"true": True, "false": False} if self.place == "query" else {}
        value = meanings.get(value, value) if isinstance(value, str) else value
        if value is not None and not isinstance(value, bool):
            raise self.wrong(name, "must be true or false")
        return bool(value)

    def choice(self, name: str, options: Sequence[str]) -> str:
        """One of *options*, the first where it is missing."""
        value = self.text(name)
        if value is None:
            return options[0]
        if value not in options:
            raise self.wrong(name, f"must be one of {', '.join(options)}")
        return value

    def required_choice(self, name: str, options: Sequence[str]) -> str:
        """One of *options*, which may not be missing."""
        self.require(name)
        return self.choice(name, options)

    def choices(self, name: str, options: Sequence[str]) -> list[str]:
        """Some of *options*, none where it is missing."""
        chosen = self.strings(name)
        if any(choice not in options for choice in chosen or []):
            raise self.wrong(name, f"must be a list of {', '.join(options)}")
        return chosen or []

    def texts(self, name: str, *, most: int | None = None) -> list[str] | None:
        """A list of distinct texts, so many at *most*, which may be missing but not empty."""
        texts = self.distinct(name)
        if texts == []:
            raise self.wrong(name, "must not be empty but can be null or can be omitted")
        self._check_size(name, texts, most)
        return texts

    def required_texts(self, name: str, *, most: int | None = None) -> list[str]:
        """A list of distinct texts that may not be missing."""
        self.require(name)
        return cast(list[str], self.texts(name, most=most))

    def objects(self, name: str) -> list[Arguments]:
        """The objects in the list *name*, none where it is missing."""
        items = self.values.get(name)
        if items is None:
            return []
        if not is_list(items) or not all(map(is_object, items)):
            raise self.wrong(name, "must be a list of objects")
        return [
            evolve(self, values=item, path=f"{self.path}{name}[{n}].")
            for n, item in enumerate(items)
        ]

    def _check_size(self, name: str, value: Sequence[Any] | None, most: int | None) -> None:
        if value is not None and most is not None and len(value) > most:
            raise self.wrong(name, f"size must be between 0 and {most}")

    def distinct(self, name: str) -> list[str] | None:
        """A list of distinct texts, which may be empty."""
        texts = self.strings(name)
        if texts is not None and len(set(texts)) < len(texts):
            raise self.wrong(name, "must not contain duplicates")
        return texts

    def strings(self, name: str) -> list[str] | None:
        """A list of texts."""
        value = self.values.get(name)
        if value is None:
            return None
        if not is_list(value) or not all(isinstance(text, str) for text in value):
            raise self.wrong(name, "must be a list of strings")
        return value

    def section(self, name: str) -> Arguments:
        """The object *name*, empty where it is missing."""
        value = self.values.get(name)
        if value is not None and not is_object(value):
            raise self.wrong(name, "must be an object")
        return evolve(self, values=value or {}, path=f"{self.path}{name}.")

    def moment(self, name: str) -> datetime | None:
        """A date-time with an offset, in UTC."""
        value = self.text(name)
        if value is None:
            return None
        try:
            if _DATE_TIME.fullmatch(value):
                return datetime.fromisoformat(value).astimezone(UTC)
        except (ValueError, OverflowError):  # the thirteenth month, or before the year 1
            pass
        raise self.wrong(name, "must be a date-time in ISO-8601 format with an offset")

    def day(self, name: str) -> date | None:
        """A date without a time."""
        value = self.text(name)
        if value is None:
            return None
        try:
            if _DATE.fullmatch(value):
                return date.fromisoformat(value)
        except ValueError:  # 30 February, among others
            pass
        raise self.wrong(name, "must be a date in the format YYYY-MM-DD")

    def moments(self, since: str, until: str) -> tuple[datetime | None, datetime | None]:
        """The half-open range of the date-times *since* and *until*, either open-ended."""
        lower, upper = self.moment(since), self.moment(until)
        if lower and upper and not lower < upper:
            raise self.wrong(since, f"must be before {until}")
        return lower, upper

    def days(self, since: str, until: str) -> tuple[date | None, date | None]:
        """The half-open range of the dates *since* and *until*, either open-ended."""
        lower, upper = self.day(since), self.day(until)
        if lower and upper and not lower < upper:
            raise self.wrong(since, f"must be before {until}")
        return lower, upper
