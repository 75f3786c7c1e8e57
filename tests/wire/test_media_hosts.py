"""Where recordings are fetched from, and what the hosts there may say (rows 108, 109, T9)."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from gong_async import Gong, MediaAddressError, MediaError, MediaUrls, RetryPolicy
from gong_async.download import Download, DownloadedMedia, MediaTransport, Recording
from gong_async.download.addresses import is_public
from tests.wire.canaries import chain, surfaces
from tests.wire.certificates import Certificate
from tests.wire.hostile import Header, Hostile, Step, chunked, hang, http, raw
from tests.wire.names import Names
from tests.wire.recordings import company, digest, names
from tests.wire.rig import QUICK, script

CONTENT = bytes(range(256)) * 40
ETAG = ("ETag", '"one"')
SIGNATURE = "canary0signature1of2a3link4that5opens6to7anybody8"


def part(start: int = 0, *more: Header, stop: int = len(CONTENT), etag: Header = ETAG) -> Step:
    """Answer with a part of the content, as one should."""
    where = ("Content-Range", f"bytes {start}-{stop - 1}/{len(CONTENT)}")
    return raw(http(CONTENT[start:stop], where, etag, *more, status=206, kind="audio/mpeg"))


def whole(*more: Header, length: int | None = -1, **how: Any) -> Step:
    return raw(http(CONTENT, *more, kind="audio/mpeg", length=length), **how)


async def nothing_new() -> MediaUrls:
    raise AssertionError("nobody should ask for another link")


@asynccontextmanager
async def fetching(
    url: str, folder: Path, *, attempts: int = 3, **settings: Any
) -> AsyncIterator[Any]:
    """Give what fetches *url* into *folder*."""
    policy = RetryPolicy(attempts=attempts, **QUICK)
    async with MediaTransport(**{"allow_loopback": True, "timeout": 5.0, **settings}) as transport:

        async def fetch() -> DownloadedMedia:
            download = Download(Recording("77", "audio"), folder, transport, policy, nothing_new)
            return await download.run(MediaUrls(audio_url=url))

        yield fetch


async def fetched(*steps: Step, folder: Path, **settings: Any) -> tuple[Hostile, DownloadedMedia]:
    async with (
        script(*steps) as server,
        fetching(f"{server.url}/a.mp3?{SIGNATURE}", folder, **settings) as fetch,
    ):
        return server, await fetch()


def ranges(server: Hostile) -> list[str]:
    return [range_ for seen in server.requests for range_ in seen.header("range")]


# What is asked


async def test_nothing_is_sent_but_what_is_needed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login me password secret\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    async with script(whole()) as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.url)
        folder = tmp_path / "into"
        folder.mkdir()
        server, _ = await fetched(part(0, ("Set-Cookie", "a=b")), folder=folder)
        assert proxy.connections == 0
    (seen,) = server.requests
    assert {name for name, _ in seen.headers} == {
        *("host", "user-agent", "accept", "accept-encoding", "range")
    }
    assert seen.header("accept-encoding") == ["identity"]


async def test_a_cookie_is_not_sent_back(tmp_path: Path) -> None:
    cookie = ("Set-Cookie", "session=1; Path=/")
    server, _ = await fetched(part(0, cookie, stop=99), part(99), folder=tmp_path)
    assert len(server.requests) == 2
    assert server.requests[1].header("cookie") == []


async def test_a_link_is_sent_to_the_letter(tmp_path: Path) -> None:
    """Another spelling of the same address has another signature."""
    query = "a=%2F%7e~+%20b&Policy=x%3d%3D_-&c=;,:@!$'()*|"
    async with script(part()) as server, fetching(f"{server.url}/%41/b?{query}", tmp_path) as fetch:
        await fetch()
    assert [seen.target for seen in server.requests] == [f"/%41/b?{query}"]


# What is answered


def half(where: str, body: bytes = CONTENT) -> Step:
    return raw(http(body, ("Content-Range", where), ETAG, status=206))


CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
ODD: dict[str, Step] = {
    "compressed": whole(("Content-Encoding", "gzip"), ETAG),
    "no length": whole(ETAG, length=None, then="fin"),
    "no end": raw(CHUNKED + chunked(CONTENT, end=False), then="fin"),
    "no range": raw(http(CONTENT, ETAG, status=206)),
    "no total": half("bytes 0-9/*"),
    "small total": half(f"bytes 0-{len(CONTENT)}/9"),
    "other unit": half(f"items 0-1/{len(CONTENT)}"),
    "upside down": half("bytes 5-1/9"),
    "other length": half(f"bytes 0-9/{len(CONTENT)}", CONTENT[:5]),
    "not HTTP": raw(b"220 smtp ready\r\n", then="fin"),
    "long header": raw(http("", ("X", "y" * 70_000)), then="fin"),
    "nothing": raw(then="fin"),
    "503": raw(http(b"", status=503)),
    "429": raw(http(b"", status=429)),
    "silence": hang(),
}


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD.keys())
async def test_an_odd_answer_is_tried_again_and_nothing_of_it_is_kept(
    odd: Step, tmp_path: Path
) -> None:
    server, media = await fetched(odd, part(), folder=tmp_path, timeout=0.5)
    assert ranges(server) == ["bytes=0-", "bytes=0-"]
    assert media.sha256 == digest(CONTENT)
    assert media.path.read_bytes() == CONTENT


@pytest.mark.parametrize("status", [300, 301, 307, 400, 401, 405, 451])
async def test_what_will_not_get_better_is_not_tried_again(status: int, tmp_path: Path) -> None:
    away = ("Location", f"http://127.0.0.1:9/?{SIGNATURE}")
    async with (
        script(raw(http(b"", away, status=status))) as server,
        fetching(f"{server.url}/a.mp3", tmp_path) as fetch,
    ):
        with pytest.raises(MediaError, match=str(status)) as caught:
            await fetch()
    assert (len(server.requests), caught.value.status) == (1, status)


@pytest.mark.parametrize(
    "etag", [("ETag", '"two"'), ("ETag", 'W/"one"'), ("X", "none"), ("ETag", "one")], ids=str
)
async def test_a_part_of_something_else_is_not_added(etag: Header, tmp_path: Path) -> None:
    other = part(100, etag=etag)
    server, media = await fetched(part(stop=100), other, part(), folder=tmp_path)
    assert ranges(server) == ["bytes=0-", "bytes=100-", "bytes=0-"]
    assert media.path.read_bytes() == CONTENT


@pytest.mark.parametrize("etag", [('W/"one"'), "one", f'"{"x" * 200}"', '"a\tb"'])
async def test_without_a_strong_tag_it_is_begun_anew(etag: str, tmp_path: Path) -> None:
    first = part(stop=100, etag=("ETag", etag))
    server, media = await fetched(first, part(), folder=tmp_path)
    assert ranges(server) == ["bytes=0-", "bytes=0-"]
    assert media.path.read_bytes() == CONTENT


async def test_a_whole_file_that_is_empty_is_one(tmp_path: Path) -> None:
    _, media = await fetched(raw(http(b"", ETAG)), folder=tmp_path)
    assert (media.bytes, media.path.read_bytes()) == (0, b"")
    assert names(tmp_path) == ["77-audio.mp3"]


# Where from


@pytest.mark.parametrize(
    "url",
    [
        "http://media.example/",
        "https://127.0.0.1/",
        "https://user:secret@media.example/",
        "https://media.example:8443/",
        "https://169.254.169.254/latest/meta-data/",
        "nonsense",
    ],
)
async def test_a_bad_link_is_refused_before_any_io(url: str, tmp_path: Path) -> None:
    resolver = Names("127.0.0.1")
    async with fetching(url, tmp_path, allow_loopback=False, resolver=resolver) as fetch:
        with pytest.raises(MediaAddressError) as caught:
            await fetch()
    assert resolver.asked == []
    assert "secret" not in str(caught.value)
    assert names(tmp_path) == []


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "10.0.0.1", "169.254.169.254", "0.0.0.0", "224.0.0.1", "100.64.0.1"]
)
async def test_a_public_name_with_another_address_is_not_connected_to(
    address: str, tmp_path: Path
) -> None:
    resolver = Names(address)
    link = "https://media.example/a.mp3"
    async with fetching(link, tmp_path, allow_loopback=False, resolver=resolver) as fetch:
        with pytest.raises(MediaAddressError, match="its host has no public address"):
            await fetch()
    assert len(resolver.asked) == 1


class Rebinding(Names):
    """Says a public address to the one who asks first, and then where the trap is."""

    async def resolve(self, *question: Any, **more: Any) -> Any:
        found = await super().resolve(*question, **more)
        self.addresses = ("127.0.0.1",)
        return found


async def test_what_a_name_meant_a_moment_ago_does_not_count(tmp_path: Path) -> None:
    resolver = Rebinding("93.184.215.14")
    looked_at = await resolver.resolve("media.example", 443)
    assert is_public(looked_at[0]["host"])
    link = "https://media.example/a.mp3"
    async with fetching(link, tmp_path, allow_loopback=False, resolver=resolver) as fetch:
        with pytest.raises(MediaAddressError):
            await fetch()


async def test_each_connection_is_looked_at_anew(tmp_path: Path) -> None:
    resolver = Names("127.0.0.1")

    async def rebind(line: Any) -> None:
        resolver.addresses = ("10.0.0.1",)
        await raw(http(CONTENT[:100], ETAG, length=len(CONTENT)), then="fin")(line)

    async with script(rebind) as server:
        url = f"http://localhost:{server.port}/a.mp3"
        async with fetching(url, tmp_path, resolver=resolver) as fetch:
            with pytest.raises(MediaAddressError):
                await fetch()
        assert (server.connections, len(resolver.asked)) == (1, 2)


async def test_of_several_addresses_only_good_ones_are_tried(tmp_path: Path) -> None:
    async with script(part()) as server:
        url, resolver = f"http://localhost:{server.port}/", Names("10.0.0.1", "127.0.0.1")
        async with fetching(url, tmp_path, resolver=resolver) as fetch:
            assert (await fetch()).sha256 == digest(CONTENT)


async def test_a_name_that_does_not_resolve_is_told(tmp_path: Path) -> None:
    async with fetching("https://media.example/", tmp_path, resolver=Names()) as fetch:
        with pytest.raises(MediaError, match="the name of its host does not resolve"):
            await fetch()


async def test_a_client_of_the_real_gong_fetches_nothing_from_this_machine(
    tmp_path: Path,
) -> None:
    async with company() as found, Gong(token="t", base_url="https://gong.invalid") as real:
        links = await found.gong.calls.media(found.call_id)
        with pytest.raises(MediaAddressError, match="the link is not https"):
            await real.calls.download_media(found.call_id, folder=tmp_path, links=links)
        assert found.sim.media.log == []


CHILD = """
import asyncio, sys
from pathlib import Path
from tests.wire.test_media_hosts import fetching
from gong_async import MediaError
async def main():
    async with fetching(sys.argv[1], Path(sys.argv[2]), attempts=1) as fetch:
        print((await fetch()).sha256)
try:
    asyncio.run(main())
except MediaError as error:
    print(error)
"""


@pytest.mark.parametrize(
    ("kind", "told"),
    [("good", digest(CONTENT)), ("other", "no identity")],
    ids=["good", "other"],
)
async def test_a_host_has_to_prove_who_it_is(
    kind: str, told: str, certificates: dict[str, Certificate], tmp_path: Path
) -> None:
    async with Hostile([part()], tls=certificates[kind].server()) as server:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", CHILD, f"{server.url}/a.mp3", str(tmp_path)),
            env={**os.environ, "SSL_CERT_FILE": str(certificates[kind].authority)},
            cwd=Path(__file__).parents[2],
            stdout=subprocess.PIPE,
        )
        said, _ = await process.communicate()
        assert told in said.decode()
        assert len(server.requests) == (1 if kind == "good" else 0)


# Secrets


@pytest.mark.parametrize(
    "step",
    [
        raw(then="rst"),
        raw(http(b"", ("Location", f"https://x.example/?{SIGNATURE}"), status=302)),
        raw(http(SIGNATURE, ("X-Echo", SIGNATURE), status=403)),
        raw(http(SIGNATURE, ("X-Echo", SIGNATURE), status=500)),
        raw(http(CONTENT, ("Content-Encoding", SIGNATURE))),
        raw(SIGNATURE.encode() + b"\r\n\r\n", then="fin"),
        hang(),
    ],
    ids=["reset", "redirect", "refused", "failed", "encoded", "not-http", "silence"],
)
async def test_no_error_shows_the_link(
    step: Step, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with (
        script(step) as server,
        fetching(f"{server.url}/a.mp3?Signature={SIGNATURE}", tmp_path, timeout=0.3) as fetch,
    ):
        with pytest.raises((MediaError, AssertionError)) as caught:
            await fetch()
    shown = surfaces(caught.value) | {"log": caplog.text}
    assert [place for place, text in shown.items() if SIGNATURE[:20] in text] == []
    assert len(list(chain(caught.value))) <= 2
