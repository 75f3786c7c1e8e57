"""
Every exception the package raises.

GongError
├── ConfigError(ValueError)      settings that cannot work; raised before any I/O
├── TransportError               no usable response; *phase* says how far it got
├── APIError                     Gong answered, and the answer was no
│   ├── BadRequestError          400
│   │   └── CursorExpiredError   the cursor is too old or not Gong's
│   ├── AuthenticationError      401
│   │   └── MissingScopeError    401 or 403 that names the scope to ask for
│   ├── PermissionDeniedError    403
│   ├── NotFoundError            404
│   ├── ConflictError            409
│   ├── CreditsExhaustedError    402
│   ├── RateLimitError           429
│   │   └── QuotaExhaustedError  429 with a wait too long to sit out
│   └── ServerError              5xx
├── DecodeError                  the body is not what the API promises
├── CursorError                  a cursor that cannot be followed
├── MediaError                   a recording that cannot be fetched
│   ├── NoMediaError             the call has none of that kind, or not yet
│   ├── MediaAddressError        its link leads where nothing is fetched from
│   └── MediaFileError           its file cannot be written
├── HarvestError                 a harvest that cannot go on
│   ├── SinkError                the output cannot be written
│   ├── OutputLockedError        another harvest is writing there
│   └── StateError               what an earlier run left cannot be continued
└── WebhookError                 a webhook's delivery that is not taken
    ├── WebhookSignatureError    answer 401: Gong did not sign this, for here and for now
    ├── WebhookBodyError         answer 400: signed, but no call
    └── WebhookTooLargeError     answer 413

All pickle.  None shows a header, a query, a body or a secret, and none of the
libraries underneath ever surfaces: what they raise is told in our own words.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Literal

from attrs import define, field

__all__ = [
    "APIError",
    "AuthenticationError",
    "BadRequestError",
    "ConfigError",
    "ConflictError",
    "CreditsExhaustedError",
    "CursorError",
    "CursorExpiredError",
    "DecodeError",
    "GongError",
    "HarvestError",
    "MediaAddressError",
    "MediaError",
    "MediaFileError",
    "MissingScopeError",
    "NoMediaError",
    "NotFoundError",
    "OutputLockedError",
    "PermissionDeniedError",
    "QuotaExhaustedError",
    "RateLimitError",
    "ServerError",
    "SinkError",
    "StateError",
    "TransportError",
    "WebhookBodyError",
    "WebhookError",
    "WebhookSignatureError",
    "WebhookTooLargeError",
]

Phase = Literal["dns", "connect", "tls", "send", "read", "protocol"]


class GongError(Exception):
    """
    Base of every exception raised by gong_async.

    Attributes:
        attempts: How often the request was sent; 0 where none was, or where what it read does
            not fit its model.

        elapsed: Seconds from the first attempt to the error, waits included.

        maybe_done: Whether a call that changes something, or costs credits, may have been
            carried out all the same: the connection broke or timed out after it was sent, Gong
            failed, or its answer cannot be read.  Such a call is never sent again by itself.  Of
            one that was cancelled nobody can say: take it for uncertain, too.

        find_out: How to find out whether it was; empty unless *maybe_done*.
    """

    attempts: int = 0
    elapsed: float = 0.0
    maybe_done: bool = False
    find_out: str = ""

    def _doubt(self) -> str:
        if not self.maybe_done:
            return ""
        return f"; it may have been carried out all the same: {self.find_out}".rstrip(": ")


class ConfigError(GongError, ValueError):
    """The settings cannot work."""


class CursorError(GongError):
    """A cursor belongs to another request, repeats itself, or cannot be read."""


@define(slots=False, eq=False, str=False)
class MediaError(GongError):
    """
    A recording cannot be fetched; what came of it is kept, for another try to go on with.

    Attributes:
        call_id: The call.

        kind: ``audio`` or ``video``.

        reason: What happened, in words, without the link.

        transient: Whether another try may help.

        status: The HTTP status of the host that has the recording; None where there was none.
    """

    call_id: str
    kind: str
    reason: str
    transient: bool = False
    status: int | None = None

    def __str__(self) -> str:
        return f"the {self.kind} of call {self.call_id}: {self.reason}"


class NoMediaError(MediaError):
    """The call has no recording of that kind, or not yet."""


class MediaAddressError(MediaError):
    """The link leads to where nothing is fetched from: not https, or no public address."""


class MediaFileError(MediaError):
    """The file cannot be written; what came so far is kept."""


class HarvestError(GongError):
    """A harvest cannot go on; what is committed is safe."""


class SinkError(HarvestError):
    """The output cannot be opened or written."""


class OutputLockedError(HarvestError):
    """Another harvest is writing to the same output."""


class StateError(HarvestError):
    """The output holds something that this harvest cannot continue."""


class WebhookError(GongError):
    """
    A webhook's delivery is not taken.

    Attributes:
        status: The HTTP status to answer with.
    """

    status: ClassVar[int] = 400


class WebhookSignatureError(WebhookError):
    """Nothing proves that Gong sent this, to this address, and not long ago."""

    status = 401


class WebhookBodyError(WebhookError):
    """Gong signed the body, but there is no call in it."""


class WebhookTooLargeError(WebhookError):
    """The body is larger than any that is taken."""

    status = 413


@define(slots=False, eq=False, str=False)
class TransportError(GongError):
    """
    No usable response: the connection failed, broke, or timed out.

    Attributes:
        operation: The operation's name in Gong's specification.

        phase: How far it got: ``dns``, ``connect``, ``tls``, ``send``, ``read``, ``protocol``.

        reason: What happened, in words.
    """

    operation: str
    phase: Phase
    reason: str
    maybe_done: bool = False

    def __str__(self) -> str:
        return f"{self.operation}: {self.reason} ({self.phase}){self._doubt()}"


@define(slots=False, eq=False, str=False)
class APIError(GongError):
    """
    Gong answered with an error status.

    Attributes:
        operation: The operation's name in Gong's specification.

        status: The HTTP status.

        messages: What Gong said, at most ten texts of 200 characters, or our words for it.

        request_id: Gong's name for the request, for its support; None where it gave none.

        retry_after: Seconds that Gong asked to wait; None where it did not ask.

        from_gong: Whether the body was Gong's own error envelope, not some proxy's page.
    """

    operation: str
    status: int
    messages: tuple[str, ...] = ()
    request_id: str | None = None
    retry_after: float | None = None
    from_gong: bool = False

    def __str__(self) -> str:
        said = "; ".join(self.messages) or "no message"
        request = f" (request {self.request_id})" if self.request_id else ""
        return f"{self.operation}: HTTP {self.status}: {said}{request}{self._doubt()}"


class BadRequestError(APIError):
    """400: an argument is wrong."""


class CursorExpiredError(BadRequestError):
    """The cursor is older than an hour, or not one of Gong's: start the listing again."""


class AuthenticationError(APIError):
    """401: the credentials were refused."""


@define(slots=False, eq=False, str=False)
class MissingScopeError(AuthenticationError):
    """
    401 in the form of a missing scope: the credentials are good, but not for this.

    Attributes:
        scope: The scope that a Gong administrator has to grant.
    """

    scope: str = ""

    def __str__(self) -> str:
        return f"{super().__str__()}; ask a Gong administrator to grant the scope {self.scope}"


@define(slots=False, eq=False, str=False)
class PermissionDeniedError(APIError):
    """
    403: not allowed: an address that is not trusted, no licence, or a missing scope.

    Attributes:
        scope: The scope that the operation needs; None where Gong names none.
    """

    scope: str | None = None

    def __str__(self) -> str:
        hint = f"; the operation needs the scope {self.scope}" if self.scope else ""
        return f"{super().__str__()}{hint}"


class CreditsExhaustedError(APIError):
    """402: the company has no Gong credits left for its AI; an administrator can get more."""


class NotFoundError(APIError):
    """404: no such thing."""


@define(slots=False, eq=False, str=False)
class ConflictError(APIError):
    """
    409: it was done already, or something stands in its way.

    Attributes:
        user_facing_error: What Gong says to the user whom it concerns, at most 200 characters; of
            meetings alone, else None.

        fix_url: Gong's page where that user can mend it, without a query; None if it names none.

        help_url: Gong's page that explains it, without a query; None if it names none.
    """

    user_facing_error: str | None = None
    fix_url: str | None = field(default=None, repr=False)  # a path may hold a token, too
    help_url: str | None = field(default=None, repr=False)

    def __str__(self) -> str:
        hint = f"; {self.user_facing_error}" if self.user_facing_error else ""
        return f"{super().__str__()}{hint}"


class RateLimitError(APIError):
    """429: too many calls, and every retry was refused too."""


@define(slots=False, eq=False, str=False)
class QuotaExhaustedError(RateLimitError):
    """
    429 with a wait too long to sit out: the company's daily quota is spent.

    Attributes:
        retry_at: When to come back, in UTC; None if Gong asked for longer than a date can say.
    """

    retry_at: datetime | None = None

    def __str__(self) -> str:
        when = f"at {self.retry_at:%Y-%m-%d %H:%M:%S} UTC" if self.retry_at else "much later"
        return f"{super().__str__()}; come back {when}"


class ServerError(APIError):
    """5xx: Gong failed."""


@define(slots=False, eq=False, str=False)
class DecodeError(GongError):
    """
    The body is not what the API promises.

    Attributes:
        operation: The operation's name in Gong's specification.

        problems: What does not fit, and where: ``"required field missing @ $.id"``.

        transient: Whether the body was broken on its way, so that another attempt may mend it.
    """

    operation: str
    problems: tuple[str, ...] = ()
    transient: bool = False

    def __str__(self) -> str:
        shown = "; ".join(self.problems[:5])
        more = f"; and {len(self.problems) - 5} more" if len(self.problems) > 5 else ""
        return f"{self.operation}: {shown}{more}{self._doubt()}"
