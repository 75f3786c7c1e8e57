"""Whatever a server does, only errors of ours (and its own cancelling) reach the caller."""

from __future__ import annotations

import json
from typing import Any, cast

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from gong_async.client import Gong
from gong_async.errors import GongError
from tests.wire.hostile import Header, Step, Then, chunked, http, raw, zipped
from tests.wire.rig import CREATE, SAFE, FreeLimiter, Operation, everything, page, talk

quick = settings(
    max_examples=100,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],  # shrinking takes minutes: the server makes no example twice alike
    suppress_health_check=[HealthCheck.too_slow],
)

ENDS = st.sampled_from(["fin", "rst", "fin"])
WHOLE = [
    http(everything()),
    http(page("1", cursor="b")),
    http(zipped(everything()), ("Content-Encoding", "gzip")),
    http(zipped(everything(), wrap="deflate"), ("Content-Encoding", "deflate")),
    http(b"", ("Transfer-Encoding", "chunked"), length=None) + chunked(everything().encode()),
    http('{"requestId": "r", "errors": ["no"]}', ("Retry-After", "0"), status=429),
    http('{"requestId": "r", "errors": ["no"]}', status=401),
    http("", ("Location", "http://localhost/"), status=307),
]


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """Draw an answer in which some bytes are replaced, put in, taken out, or doubled."""
    data = bytearray(draw(st.sampled_from(WHOLE)))
    for _ in range(draw(st.integers(0, 6))):
        at = draw(st.integers(0, len(data)))
        width = draw(st.integers(0, 40))
        piece = draw(
            st.binary(max_size=12)
            | st.sampled_from([b"\r\n", b"\r\n\r\n", b":", b"0", b"\0", b"chunked", b"gzip", b"br"])
        )
        data[at : at + width] = piece if draw(st.booleans()) else piece + data[at : at + width] * 2
    return bytes(data)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(codec=None), max_size=20)
    | st.sampled_from(["", "b", "9" * 5000, "cursor has expired"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "calls",
                    "call",
                    "callTranscripts",
                    "records",
                    "cursor",
                    "errors",
                    "requestId",
                    "id",
                ]
            )
            | st.text(max_size=5),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)
PAGES = st.fixed_dictionaries(
    {},
    optional={
        "requestId": JSON,
        "errors": JSON,
        "records": JSON
        | st.fixed_dictionaries({}, optional={"cursor": JSON, "totalRecords": JSON}),
        "calls": JSON | st.lists(st.fixed_dictionaries({"id": JSON}), max_size=3),
        "callTranscripts": JSON | st.lists(st.fixed_dictionaries({"callId": JSON}), max_size=3),
        "call": JSON | st.fixed_dictionaries({"id": JSON}, optional={"started": JSON}),
    },
)
HEADER_NAMES = st.sampled_from(
    ["Retry-After", "Date", "Location", "Content-Type", "Content-Encoding", "Set-Cookie", "X"]
)
HEADER_TEXT = st.text(st.characters(codec="latin-1", exclude_characters="\r\n\0"), max_size=30)
STATUSES = st.sampled_from([200, 200, 200, 201, 204, 302, 400, 401, 403, 404, 409, 429, 500, 999])


async def write(gong: Gong) -> list[str]:
    await gong.send(CREATE.request(body={}))
    return []


CALLS = st.sampled_from([*SAFE.values(), write])


async def survive(make: Operation, *steps: Step) -> None:
    """Make a call; anything but an answer or an error of ours fails the test."""
    policy = {"attempts": 3, "told_waits": 2, "max_wait": 0.01}
    async with talk(*steps, limiter=FreeLimiter(), policy=policy, timeout=5) as (server, gong):
        said = ""
        try:
            assert all(isinstance(id_, str) for id_ in await make(gong))
        except GongError as error:
            said = str(error)
        assert said.isprintable()
        # A connection that the server closed as the request left never shows it.
        assert len(server.requests) <= gong.usage.requests <= 20


@given(CALLS, st.lists(st.tuples(damaged(), ENDS), min_size=1, max_size=3))
@quick
async def test_damaged_answers(make: Operation, answers: list[tuple[bytes, str]]) -> None:
    await survive(make, *(raw(data, then=cast("Then", then)) for data, then in answers))


@given(CALLS, st.lists(st.tuples(st.binary(max_size=200), ENDS), min_size=1, max_size=2))
@quick
async def test_bytes(make: Operation, answers: list[tuple[bytes, str]]) -> None:
    await survive(make, *(raw(data, then=cast("Then", then)) for data, then in answers))


@given(CALLS, PAGES | JSON, STATUSES, st.lists(st.tuples(HEADER_NAMES, HEADER_TEXT), max_size=3))
@quick
async def test_any_json_with_any_status_and_headers(
    make: Operation, body: Any, status: int, headers: list[Header]
) -> None:
    text = json.dumps(body)
    await survive(make, raw(http(text, *headers, status=status, kind=None), then="fin"))
