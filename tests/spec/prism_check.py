"""
Does Gong's official specification accept what every method sends?  Prism decides.

    python tests/spec/prism_check.py [SPECIFICATION]

Prism is a mock server that somebody else wrote; ``npx``, which comes with Node.js, fetches it.  It
is given the specification, ``../shared/gong/openapi.json`` beside the repository unless told
otherwise, but for three flaws, and each method is called once, with all of its arguments, over a
real socket.  Answers are made of the specification's examples.  So of a listing only the first page
is read, for the example of a cursor never ends; and where an example contradicts its type, as with
times that are numbers, the client has None, or a value of an enumeration that nobody listed.

Prints the verdicts, and ends with 0 if every request was accepted, and if every answer could be
read but for those explained below.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import aiohttp
from attrs import define, field
from differences import listed
from surface import Verb, verbs
from test_calls_made import FULLY

from gong_async import Gong, GongError, PacedLimiter, RetryPolicy
from gong_async.paging import Pager

SPECIFICATION = Path(__file__).resolve().parents[3] / "shared" / "gong" / "openapi.json"
PRISM = "@stoplight/prism-cli@5"
PATIENCE = 180.0  # seconds, for npx may have to fetch it

_NO_SERIALIZER = "read by nobody: the answer is of the media type */*, and Prism cannot write that"
CANNOT_SERVE = {
    "engagement.CONTENT_SHARED": _NO_SERIALIZER,
    "engagement.CONTENT_VIEWED": _NO_SERIALIZER,
    "engagement.CUSTOM_ACTION": _NO_SERIALIZER,
}
"""By operation: what Prism makes of the specification that no client could read, and why."""

Json = dict[str, Any]


def mend(specification: Json) -> None:
    """
    Set right where *specification* contradicts itself, so that no good request is refused.

    Values of fields are objects there, with a text for an example; several values of an
    enumeration stand in one text; and ids are in the query of which it says that they go into
    the body.
    """
    schemas = specification["components"]["schemas"]
    for name in "ContextField", "CrmPartyContextField", "PartyContextField":
        del schemas[name]["properties"]["value"]["type"]
    for schema in schemas.values():
        for kind in schema.get("properties", {}).values():
            if "enum" in kind:
                kind["enum"] = sorted({*kind["enum"], *listed(kind)})
    operation = specification["paths"]["/v2/crm/entities"]["get"]
    *parameters, ids = operation["parameters"]
    assert ids["name"] == "objectsCrmIds"
    operation["parameters"] = parameters
    operation["requestBody"] = {"content": {"application/json": {"schema": ids["schema"]}}}


@define
class Judge:
    """Notes what Prism has against each request."""

    objections: list[str] = field(factory=list)
    asked: int = 0

    def traces(self) -> aiohttp.TraceConfig:
        config = aiohttp.TraceConfig()
        config.on_request_end.append(self._note)
        return config

    async def _note(
        self, _session: object, _context: object, seen: aiohttp.TraceRequestEndParams
    ) -> None:
        self.asked += 1
        told = json.loads(seen.response.headers.get("sl-violations", "[]"))
        self.objections += [each["message"] for each in told if each["location"][0] == "request"]


@asynccontextmanager
async def prism(specification: Path) -> AsyncIterator[str]:
    """Start Prism; its address, once it listens."""
    process = await asyncio.create_subprocess_exec(
        *("npx", "--yes", PRISM, "mock", "--port", "0", str(specification)),
        stdout=asyncio.subprocess.PIPE,
        start_new_session=True,
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(PATIENCE):
            async for line in process.stdout:
                if b"listening on" in line:
                    break
            else:
                raise RuntimeError("Prism did not start")
        drained = asyncio.ensure_future(process.stdout.read())
        yield line.decode().split("listening on", 1)[1].strip()
        drained.cancel()
    finally:
        os.killpg(process.pid, signal.SIGKILL)  # npx leaves its child behind
        await process.wait()


async def call(gong: Gong, verb: Verb) -> Any:
    """Call the method with all that it sends; of a listing, read the first page."""
    assert verb.resource is not None
    (group,) = (each for each in vars(gong).values() if type(each) is verb.resource)
    arguments = {name: value for name, value in FULLY[str(verb)][0].items() if name != "progress"}
    result = getattr(group, verb.constant.lower())(**arguments)
    if isinstance(result, Pager):
        return (await anext(result.pages())).items
    return await result


async def judge(url: str, verb: Verb) -> tuple[bool, str]:
    """Call a method; return whether Prism accepted what it sent, and what came of the answer."""
    seen = Judge()
    async with Gong(
        access_key="key",
        access_key_secret="secret",
        base_url=url,
        limiter=PacedLimiter(rate=1_000),
        retry=RetryPolicy(attempts=1),
        trace_configs=[seen.traces()],
    ) as gong:
        try:
            await call(gong, verb)
        except GongError as error:
            told = f"{type(error).__name__}: {error}"
        else:
            told = ""
    accepted = seen.asked > 0 and not seen.objections
    return accepted, "; ".join(seen.objections) or told


async def check(specification: Path) -> int:
    accepted, wrong = 0, 0
    found = sorted(verbs(), key=str)
    async with prism(specification) as url:
        for verb in found:
            good, told = await judge(url, verb)
            accepted += good
            reason = CANNOT_SERVE.get(str(verb), "")
            wrong += not good or bool(told) != bool(reason)
            verdict = "accepted" if good else "REFUSED"
            print(f"{verdict}  {verb!s:40} {reason if good and reason else told or 'read'}")
    print(f"{accepted} of {len(found)} accepted")
    return int(bool(wrong))


def main(arguments: list[str]) -> int:
    specification = Path(arguments[0]).resolve() if arguments else SPECIFICATION
    if not specification.is_file():
        print(f"no specification at {specification}", file=sys.stderr)
        return 2
    given = json.loads(specification.read_text(encoding="utf-8"))
    mend(given)
    with TemporaryDirectory() as scratch:
        mended = Path(scratch) / "openapi.json"
        mended.write_text(json.dumps(given), encoding="utf-8")
        return asyncio.run(check(mended))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
