"""What an endpoint is, and what travels to and from it.  Pure: no I/O here."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Generic, Literal, TypeVar

from attrs import evolve, field, frozen
from attrs.validators import matches_re

from gong_async.shape import is_list, is_object, kind, shown
from gong_async.upload import Upload

__all__ = ["Endpoint", "Json", "ListEndpoint", "PagedEndpoint", "Request", "Response"]

T = TypeVar("T")
Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
Json = Mapping[str, Any] | Sequence[Any]

_DIGITS = re.compile(r"[0-9]{1,20}", re.ASCII), "1 to 20 digits, such as '123'"
_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII), "1 to 64 letters, digits, '-' and '_'"


@frozen(kw_only=True)
class Request:
    """
    One HTTP call, as a value.

    Raises:
        ValueError: If *path* is not a plain path: it must not lead to another host.
    """

    endpoint: Endpoint[Any]
    path: str = field(validator=matches_re(r"/[!-~]*"))
    query: Mapping[str, str] = field(factory=dict[str, str], repr=False)
    body: Json | None = field(default=None, repr=False)
    upload: Upload | None = field(default=None, repr=False)

    @property
    def cursor(self) -> str | None:
        """Where in a listing this request starts; None at its beginning."""
        return self.query.get("cursor") or _keyed(self.body).get("cursor")

    @property
    def spent(self) -> bool:
        """Whether this request holds a stream that is used up, so that it cannot be sent again."""
        return self.upload is not None and self.upload.spent

    def fingerprint(self) -> str:
        """Name this request, cursor aside; a cursor is only good for the same name."""
        query, body = ({**part} for part in (self.query, _keyed(self.body)))
        query.pop("cursor", None)
        body.pop("cursor", None)
        sent = self.body if is_list(self.body) else body
        text = json.dumps([self.endpoint.operation, self.path, query, sent], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:12]


@frozen(kw_only=True)
class Response:
    """One HTTP answer, as a value; header names are in lower case."""

    status: int
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    body: bytes = field(default=b"", repr=False)

    def header(self, name: str) -> tuple[str, ...]:
        """Return every value sent under *name*."""
        return tuple(value for key, value in self.headers if key == name)


@frozen(kw_only=True)
class Endpoint(Generic[T]):
    """
    One operation of the API that answers with one object, declared once.

    Args:
        operation: The ``operationId`` in Gong's specification.

        scope: The scope that a bearer token needs; None where Gong names none.

        returns: The model of the answer.

        unwrap: The key that holds the answer, where the API wraps it.

        writes: Whether the call changes anything; if so it is only sent again when it was
            provably not carried out.

        find_out: How to find out whether the call was carried out, where that is uncertain:
            the end of a sentence, such as ``"look for it in the list of calls"``.

        reports_errors: Whether a good answer may have ``errors``: those of a job, not of the
            request.

        costs_credits: Whether each answer costs the company Gong credits: then it is never sent
            again, and *find_out* goes for what it may have cost.

        receipt: Whether the answer says no more than that Gong took it: then a success needs no
            body to be one.

        by_name: Whether what the path names goes by any text that is safe there, such as a UUID;
            everything else goes by digits.

        oauth: Whether it speaks as RFC 6749 does: a body goes out as a form, not as JSON, and a
            refusal comes with a word for its reason.

        not_found_is_empty: Gong answers 404 where other APIs answer with an empty list.
    """

    operation: str
    method: Method
    path: str
    scope: str | None
    returns: type[T]
    unwrap: str | None = None
    writes: bool = False
    find_out: str = "look in Gong before you send it again"
    reports_errors: bool = False
    costs_credits: bool = False
    receipt: bool = False
    by_name: bool = False
    oauth: bool = False
    not_found_is_empty: bool = False

    def request(
        self,
        *,
        parts: Mapping[str, object] | None = None,
        query: Mapping[str, str] | None = None,
        body: Json | None = None,
        upload: Upload | None = None,
    ) -> Request:
        """
        Build the request for the given arguments.

        Raises:
            ValueError: If one of *parts*, which become part of the path, is not an id.
        """
        pattern, like = _NAME if self.by_name else _DIGITS
        plain: dict[str, str] = {}
        for name, value in (parts or {}).items():
            plain[name] = str.__str__(value) if isinstance(value, str) else ""
            if not pattern.fullmatch(plain[name]):
                raise ValueError(f"{name} must be text of {like}")
        path = self.path.format_map(plain)
        return Request(endpoint=self, path=path, query=query or {}, body=body, upload=upload)

    @property
    def has_effect(self) -> bool:
        """Whether a call leaves something behind, be it a change or a cost."""
        return self.writes or self.costs_credits

    def answer(self, data: Mapping[str, Any]) -> Any:
        """Return what *data* has for an answer."""
        return data if self.unwrap is None else data[self.unwrap]

    def problems(self, data: Any) -> Iterator[str]:
        """Say what keeps *data* from being an answer of this operation at all."""
        if not is_object(data):
            yield f"the answer is {kind(data)}, not an object"
            return
        if (said := data.get("errors")) and not self.reports_errors:
            yield f"a success status with errors: {shown(said)}"
        if self.unwrap is not None and not is_object(data.get(self.unwrap)):
            yield f"$.{self.unwrap} is {kind(data.get(self.unwrap))}, not an object"


@frozen(kw_only=True)
class ListEndpoint(Endpoint[T]):
    """
    An operation that answers with a whole list at once; *returns* is the model of one item.

    Args:
        items: The key of the list in the answer.

        items_live: The key that Gong has been seen to use instead; None where there is none.
    """

    items: str
    items_live: str | None = None

    def listed(self, data: Mapping[str, Any]) -> Any:
        """Return what *data* has for a list."""
        if self.items_live is not None and self.items_live in data:
            return data[self.items_live]
        return data.get(self.items)

    def problems(self, data: Any) -> Iterator[str]:
        """Say what keeps *data* from being a list of this operation."""
        yield from super().problems(data)
        if not is_object(data):
            return
        found = self.listed(data)
        if not is_list(found):
            yield f"$.{self.items} is {kind(found)}, not a list"
            return
        for index, item in enumerate(found):
            if not is_object(item):
                yield f"$.{self.items}[{index}] is {kind(item)}, not an object"


@frozen(kw_only=True)
class PagedEndpoint(ListEndpoint[T]):
    """An operation that answers page by page, each naming the next with a cursor."""

    def at_cursor(self, request: Request, cursor: str) -> Request:
        """Ask for the page that starts at *cursor*, all else unchanged."""
        if self.method == "GET":
            return evolve(request, query={**request.query, "cursor": cursor})
        return evolve(request, body={**_keyed(request.body), "cursor": cursor})

    def problems(self, data: Any) -> Iterator[str]:
        """Say what keeps *data* from being a page of this operation."""
        yield from super().problems(data)
        if not is_object(data):
            return
        records = data.get("records")
        if not is_object(records):
            yield f"$.records is {kind(records)}, not an object: no telling whether this is all"
            return
        cursor = records.get("cursor")
        if not isinstance(cursor, str | None):
            yield f"$.records.cursor is {kind(cursor)}, not text"
        elif cursor and not cursor.isprintable():
            yield "$.records.cursor has characters that cannot be sent back"


def _keyed(body: Json | None) -> Mapping[str, Any]:
    """Return what a body has by name: nothing, if it is a list."""
    return body if isinstance(body, Mapping) else {}
