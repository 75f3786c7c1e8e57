"""From a delivery's bytes to the call in it; as a method, and as a handler for aiohttp."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Awaitable, Callable
from hmac import compare_digest
from inspect import isawaitable
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from aiohttp import web
from attrs import define, field, frozen
from attrs.validators import ge, lt

from gong_async.converters import decode, parse
from gong_async.errors import (
    ConfigError,
    DecodeError,
    WebhookBodyError,
    WebhookError,
    WebhookSignatureError,
    WebhookTooLargeError,
)
from gong_async.hidden import mask
from gong_async.models import CallDetails
from gong_async.shape import is_object

from .signature import public_keys, signed_claims, token_in

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

__all__ = ["Delivery", "Receiver"]

_log = logging.getLogger("gong_async")

_CHUNK = 1 << 16
_PORTS = {"http": 80, "https": 443}


@define(kw_only=True)
class _Payload:
    call_data: CallDetails
    is_test: bool = False
    is_private: bool | None = None


def _id_of(call: CallDetails) -> str:
    return repr(call.meta_data.id)


@frozen(kw_only=True)
class Delivery:
    """
    One call, as a webhook brought it.

    Attributes:
        call: The call with all that Gong knew of it by then; its ``repr`` here is its id.

        is_test: Whether somebody pressed "Test" in the automation rule.

        is_private: Whether the call is private; None where Gong did not say.

        record: The raw object of the call, with every field that Gong sent.
    """

    call: CallDetails = field(repr=_id_of)
    is_test: bool
    is_private: bool | None
    record: dict[str, Any] = field(repr=False)

    @property
    def dedupe_key(self) -> str:
        """What every delivery of the same call has in common, ``gong:<id>``."""
        return f"gong:{self.call.meta_data.id}"


class _Address(NamedTuple):
    scheme: str
    host: str
    port: int
    path: str


def _address(url: object) -> _Address | None:
    """Reduce *url* to what tells receivers apart; None if it is no address of one."""
    try:
        parts = urlsplit(url) if isinstance(url, str) else None
        port = parts.port if parts else None
    except ValueError:
        return None
    if parts is None or parts.scheme not in _PORTS or not parts.hostname:
        return None
    port = _PORTS[parts.scheme] if port is None else port
    return _Address(parts.scheme, parts.hostname, port, parts.path.rstrip("/"))


def _public(url: str) -> _Address:
    address = _address(url)
    if address is None:
        raise ConfigError(
            "public_url must be the whole address that the automation rule calls, such as"
            " 'https://example.com/gong'"
        )
    return address


@frozen(kw_only=True)
class Receiver:
    """
    Where the calls of automation rules arrive.

    Args:
        keys: The public key of the automation rule, as Gong shows it or as PEM; or those of
            several, since each rule has its own.

        public_url: The address that the rule calls: what a proxy's clients see, not what the
            proxy calls.  Its query does not count, so never choose a tenant by it.

        leeway: Seconds by which this machine's clock and Gong's may differ.

        max_body: Bytes of the largest body that is taken, decompressed.

    Raises:
        ConfigError: If a key or the address cannot be one, or PyJWT is not installed.

        ValueError: If *leeway* or *max_body* is out of range.
    """

    keys: tuple[RSAPublicKey, ...] = field(converter=public_keys, repr=False)
    public_url: _Address = field(converter=_public, repr=False)
    leeway: float = field(default=60.0, validator=[ge(0), lt(float("inf"))])
    max_body: int = field(default=8 << 20, validator=ge(1))

    def receive(self, body: bytes, authorization: str | None) -> Delivery:
        """
        Return the call in *body*, once it is certain that Gong sent it here.

        Args:
            body: The bytes as they came, before anything parses them.

            authorization: The Authorization header; None where there is none.

        Raises:
            WebhookSignatureError: If Gong did not sign this body for this address and this time.

            WebhookTooLargeError: If the body is larger than *max_body*.

            WebhookBodyError: If Gong signed it, but it is no call.

            ValueError: If *body* is anything but bytes.
        """
        if type(body) is not bytes:
            raise ValueError(
                "body must be the bytes as they came, before anything decodes or parses them"
            )
        authorization = mask(authorization)
        try:
            return self._receive(body, authorization)
        except WebhookError as error:
            refusal = error.with_traceback(None)
        # Out here, and without the frames below: they hold the token and the body.
        del body, authorization
        raise refusal

    def handler(
        self, on_call: Callable[[Delivery], object]
    ) -> Callable[[web.Request], Awaitable[web.Response]]:
        """
        Make a handler for aiohttp of *on_call*, which should note the call and return.

        It is called, and awaited if that can be.  The answer is 204 once it has returned; 500 if
        it raised, in case Gong tries again, which it promises nowhere; 401, 413 or 400 to what
        :meth:`receive` refuses.  No answer says more than that: what happened is in the logs
        ``gong_async`` and, where *on_call* raised, the application's.
        """

        async def handle(request: web.Request) -> web.Response:
            try:
                body = await self._read(request)
                delivery = self.receive(body, request.headers.get("Authorization"))
            except WebhookError as error:
                _log.warning("a delivery to a webhook was refused: %s", error)
                return web.Response(status=error.status)
            try:
                done = on_call(delivery)
                if isawaitable(done):
                    await done
            except Exception:
                request.app.logger.exception("a call that a webhook brought was not taken")
                return web.Response(status=500)
            return web.Response(status=204)

        return handle

    async def _read(self, request: web.Request) -> bytes:
        """Read the body by its own limit, whatever that of the application is."""
        body = bytearray()
        try:
            if request.content.at_eof():  # a middleware has read it; aiohttp kept it then
                return await request.read()
            async for chunk in request.content.iter_chunked(_CHUNK):
                body += chunk
                self._measure(body)
        except web.RequestPayloadError:
            raise WebhookBodyError("the body is not packed as its headers say; let it go") from None
        return bytes(body)

    def _measure(self, body: bytes | bytearray) -> None:
        if len(body) > self.max_body:
            raise WebhookTooLargeError(
                f"the body is larger than {self.max_body} bytes; if it was Gong's, raise max_body"
            )

    def _receive(self, body: bytes, authorization: str | None) -> Delivery:
        self._measure(body)
        claims = signed_claims(token_in(authorization), self.keys, self.leeway)
        digest = hashlib.sha256(body).hexdigest()
        claimed = str(claims["body_sha256"]).lower().encode(errors="replace")
        if not compare_digest(claimed, digest.encode()):
            raise WebhookSignatureError(
                "the token was made for another body; hand over the bytes exactly as they came"
            )
        self._check_address(claims["webhook_url"])
        return _delivery(body)

    def _check_address(self, claimed: object) -> None:
        address = _address(claimed)
        if address == self.public_url:
            return
        pairs = zip(_Address._fields, self.public_url, address or (), strict=False)
        other = " and ".join(name for name, ours, theirs in pairs if ours != theirs)
        raise WebhookSignatureError(
            f"the token was made for another {other or 'address'}; give as public_url exactly the"
            " address in the automation rule"
        )


def _delivery(body: bytes) -> Delivery:
    data, problem = None, "it is not an object"
    try:
        data = parse(body)
    except ValueError as error:
        problem = f"it is not JSON: {error}"
    if is_object(data):
        wrapped = data if "callData" in data else {"callData": data}
        try:
            payload = decode("webhook", wrapped, _Payload)
        except DecodeError as error:
            problem = "; ".join(error.problems[:5])
        else:
            call, private = payload.call_data, payload.is_private
            if call.meta_data.id:
                return Delivery(
                    call=call,
                    is_test=payload.is_test,
                    is_private=call.meta_data.is_private if private is None else private,
                    record=wrapped["callData"],
                )
            problem = "$.callData.metaData.id is empty"
    raise WebhookBodyError(f"the body is signed, but is no call: {problem}; look at the rule")
