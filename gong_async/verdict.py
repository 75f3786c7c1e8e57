"""What an answer means: its JSON, or the error that says why not.  Pure: no I/O here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from itertools import islice
from typing import Any

from gong_async.converters import decode, parse
from gong_async.endpoint import Endpoint, Request, Response
from gong_async.errors import (
    APIError,
    AuthenticationError,
    BadRequestError,
    ConflictError,
    CreditsExhaustedError,
    CursorExpiredError,
    DecodeError,
    MissingScopeError,
    NotFoundError,
    PermissionDeniedError,
    QuotaExhaustedError,
    RateLimitError,
    ServerError,
)
from gong_async.shape import is_list, is_object, printable, shown

__all__ = ["interpret", "retry_after", "told_time"]

_LONGEST_WAIT = 10.0**10
_MOST_PROBLEMS = 100
_SCOPE = re.compile(r"api:[a-z0-9:-]+")
_OAUTH_ERROR = re.compile(r"[a-z]+(?:_[a-z]+)+")  # RFC 6749, 5.2; what it describes is not shown
_LINK = re.compile(r"(https://[A-Za-z0-9.-]{1,253}(?:/[\w./~%+-]{0,500})?)(?:[?#]\S*)?", re.ASCII)
_CURSOR_TEXTS = ("cursor has expired", "failed to verify cursor")
_PLAIN: dict[int, type[APIError]] = {
    400: BadRequestError,
    401: AuthenticationError,
    404: NotFoundError,
    402: CreditsExhaustedError,
}


def interpret(request: Request, response: Response, *, max_wait: float) -> dict[str, Any]:
    """
    Return the JSON object of *response*.

    Args:
        request: What was asked.

        response: What came.

        max_wait: The longest wait, in seconds, that a 429 may ask for without being a
            spent quota.

    Raises:
        APIError: If the status is not a success.

        DecodeError: If it is, but the body is not an answer to *request*.
    """
    if not 200 <= response.status < 300:
        raise _error(request, response, max_wait)
    operation = request.endpoint.operation
    transient = not request.endpoint.oauth  # what was granted is spent, whatever became of it
    data, problem = None, ""
    try:
        is_enough = request.endpoint.receipt and not response.body.strip()
        data = parse(b"{}" if is_enough else response.body)
    except ValueError as error:
        problem = f"{_body(response)} is not JSON: {error}"
    if problem:  # raised out here, since what parse raises holds the body
        raise DecodeError(operation, (problem,), transient=transient)
    problems = tuple(islice(_problems(request.endpoint, data), _MOST_PROBLEMS))
    if not problems and is_object(data):
        return data
    del data  # a traceback with locals would show it
    raise DecodeError(operation, problems, transient=transient)


def _problems(endpoint: Endpoint[Any], data: Any) -> Iterator[str]:
    """Say what keeps *data* from being an answer; of what cannot be asked again, the model too."""
    problem = None
    for problem in endpoint.problems(data):
        yield problem
    if problem is None and endpoint.has_effect:
        try:
            decode(endpoint.operation, endpoint.answer(data), endpoint.returns)
        except DecodeError as error:
            yield from error.problems


def retry_after(response: Response) -> float | None:
    """
    Return the seconds that *response* asks to wait, the longest if it says so twice.

    Digits are seconds; a date counts against the response's own ``Date``, since clocks
    differ; anything else, and anything not ahead, counts as not said.
    """
    waits = [_seconds(value.strip(), response) for value in response.header("retry-after")]
    return max((wait for wait in waits if wait is not None), default=None)


def _seconds(text: str, response: Response) -> float | None:
    if text.isascii() and text.isdigit():
        return float(text) if len(text) <= 10 else _LONGEST_WAIT
    if text.lower() in ("inf", "infinity"):
        return _LONGEST_WAIT
    until = _date(text)
    if until is None:
        return None
    now = told_time(response) or datetime.now(UTC)
    wait = (until - now).total_seconds()
    return wait if wait > 0 else None


def told_time(response: Response) -> datetime | None:
    """Return what the server's clock said, in whole seconds; None if it did not say."""
    return _date("".join(response.header("date")[:1]))


def _date(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _error(request: Request, response: Response, max_wait: float) -> APIError:
    endpoint, status = request.endpoint, response.status
    messages, request_id, from_gong = (endpoint.oauth and _reason(response)) or _said(response)
    wait = retry_after(response)
    common = (endpoint.operation, status, messages, request_id, wait, from_gong)
    text = " ".join(messages)
    if request.cursor and status in (400, 404, 410, 422) and _is_cursor_text(text):
        return CursorExpiredError(*common)
    if status in (401, 403) and "permission" in text and (scope := _SCOPE.search(text)):
        return MissingScopeError(*common, scope=scope.group())
    if status == 403:
        return PermissionDeniedError(*common, scope=endpoint.scope)
    if status == 429 and wait is not None and wait > max_wait:
        return QuotaExhaustedError(*common, retry_at=_after(wait))
    if status == 429:
        return RateLimitError(*common)
    if status == 409:
        return ConflictError(*common, *_advice(response))
    if 500 <= status < 600:
        return ServerError(*common)
    return _PLAIN.get(status, APIError)(*common)


def _is_cursor_text(text: str) -> bool:
    return any(known in text.lower() for known in _CURSOR_TEXTS)


def _after(seconds: float) -> datetime | None:
    try:
        return datetime.now(UTC) + timedelta(seconds=seconds)
    except OverflowError:
        return None


def _said(response: Response) -> tuple[tuple[str, ...], str | None, bool]:
    """Return Gong's messages, its request id, and whether the body is Gong's envelope at all."""
    try:
        data = parse(response.body)
    except ValueError:
        data = None
    if not is_object(data) or not is_list(errors := data.get("errors")):
        return (_foreign(response),), None, False
    texts = tuple(shown(error) for error in errors[:10])
    request_id = data.get("requestId")
    if not isinstance(request_id, str) or not request_id:
        return texts, None, False
    return texts, printable(request_id, 64), True


def _advice(response: Response) -> tuple[str | None, str | None, str | None]:
    """Return what Gong says to the user whom a conflict concerns, and two links without a query."""
    try:
        data = parse(response.body)
    except ValueError:
        data = None
    told = data if is_object(data) else {}
    text = told.get("userFacingError")
    links = (_LINK.fullmatch(str(told.get(key))) for key in ("fixUrl", "helpUrl"))
    fix, explanation = (found and found[1] for found in links)
    return shown(text) if isinstance(text, str) and text else None, fix, explanation


def _reason(response: Response) -> tuple[tuple[str, ...], str | None, bool] | None:
    """Return OAuth's word for what is wrong, as :func:`_said` does; None if there is none."""
    try:
        data = parse(response.body)
    except ValueError:
        return None
    word = str(data.get("error")) if is_object(data) else ""
    return ((word,), None, True) if _OAUTH_ERROR.fullmatch(word) else None


def _foreign(response: Response) -> str:
    """Describe a body that is not Gong's without showing it."""
    if 300 <= response.status < 400:
        target = "".join(response.header("location")[:1])
        host = re.match(r"https?://(?:[^/?#\\]*@)?([a-z0-9.-]{1,253})(?=[:/?#]|$)", target.lower())
        return (
            f"a redirect to {host[1] if host else 'somewhere else'}, which is not followed;"
            " set base_url to the address that Gong shows beside the API key"
        )
    return f"{_body(response)} is not Gong's; check base_url"


def _body(response: Response) -> str:
    kind = "".join(response.header("content-type")[:1]).partition(";")[0]
    return f"the body ({len(response.body)} bytes of {printable(kind, 40) or 'no type'})"
