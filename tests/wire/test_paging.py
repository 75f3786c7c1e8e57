"""Listings that lead astray, and the 404s and cursors of their pages (rows 65 to 76, 107)."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from gong_async.client import Gong
from gong_async.errors import CursorError, CursorExpiredError, DecodeError, GongError
from gong_async.paging import Pager
from tests.wire.hostile import Hostile, Seen, Step, answer, http, raw, refuse
from tests.wire.rig import connect, failure, page, talk


def cursor_of(seen: Seen) -> str | None:
    """Read the cursor where each kind of listing puts it."""
    if seen.method == "GET":
        return dict(parse_qsl(urlsplit(seen.target).query)).get("cursor")
    body: dict[str, str] = json.loads(seen.body)
    return body.get("cursor")


def plain(gong: Gong) -> Pager[Any]:
    return gong.calls.list()


def detailed(gong: Gong) -> Pager[Any]:
    return gong.calls.extensive(primary_user_ids=["7"])


every_listing = pytest.mark.parametrize("listing", [plain, detailed], ids=["GET", "POST"])


async def ids(gong: Gong, listing: Any) -> list[str]:
    return [record["id"] async for page in listing(gong).pages() for record in page.records]


class Pages:
    """Serve *pages*, each under the cursor that the one before named."""

    def __init__(self, *pages: tuple[list[str], str | None]) -> None:
        named = [None, *(cursor for _, cursor in pages)]
        self.by_cursor = dict(zip(named, pages, strict=False))

    def __call__(self, seen: Seen) -> Step:
        found, cursor = self.by_cursor[cursor_of(seen)]
        return answer(page(*found, cursor=cursor))


class TestWalk:
    @every_listing
    async def test_every_page_is_asked_for_once_and_only_the_cursor_changes(
        self, listing: Any
    ) -> None:
        route = Pages((["1", "2"], "a/b+c=&?"), (["3"], "ü"), (["4"], None))
        async with Hostile([], route) as server, connect(server) as gong:
            assert await ids(gong, listing) == ["1", "2", "3", "4"]
        assert [cursor_of(seen) for seen in server.requests] == [None, "a/b+c=&?", "ü"]
        bodies = [json.loads(seen.body or b"{}") for seen in server.requests]
        assert len({json.dumps({**body, "cursor": 0}) for body in bodies}) == 1

    @every_listing
    async def test_row65_and_66_records_are_handed_on_as_they_come(self, listing: Any) -> None:
        route = Pages((["2", "1", "2"], "b"), (["1", "3"], None))
        async with Hostile([], route) as server, connect(server) as gong:
            assert await ids(gong, listing) == ["2", "1", "2", "1", "3"]

    @every_listing
    async def test_row70_and_71_only_a_missing_cursor_ends_it(self, listing: Any) -> None:
        route = Pages(([], "b"), ([], "c"), (["1"], "d"), ([str(n) for n in range(250)], None))
        async with Hostile([], route) as server, connect(server) as gong:
            assert len(await ids(gong, listing)) == 251
        assert len(server.requests) == 4

    @every_listing
    @pytest.mark.parametrize("cursor", [None, ""], ids=["null", "empty"])
    async def test_row72_an_empty_cursor_ends_it(self, listing: Any, cursor: str | None) -> None:
        body = json.loads(page("1"))
        body["records"]["cursor"] = cursor
        async with talk(answer(json.dumps(body))) as (server, gong):
            assert await ids(gong, listing) == ["1"]
        assert len(server.requests) == 1

    async def test_row76_many_calls_of_one_instant(self) -> None:
        same = {"started": "2026-03-08T10:00:00Z"}
        body = json.loads(page(*(str(n) for n in range(300))))
        body["calls"] = [{**call, **same} for call in body["calls"]]
        async with talk(answer(json.dumps(body))) as (_, gong):
            assert len(await gong.calls.list().collect()) == 300

    @pytest.mark.parametrize(
        "total", [0, 7, -1, 10**30, "7", "9" * 5000, 7.5, None, "seven", [], {}, True, "٣"]
    )
    async def test_row73_a_count_that_is_off_changes_nothing(self, total: Any) -> None:
        body = json.loads(page("1"))
        body["records"]["totalRecords"] = total
        async with talk(answer(json.dumps(body))) as (_, gong):
            found = await anext(gong.calls.list().pages())
            assert [record["id"] for record in found.records] == ["1"]
            assert found.total is None or type(found.total) is int

    @pytest.mark.parametrize("request_id", [7, None, [], {"a": 1}, "x" * 100_000])
    async def test_a_request_id_that_is_none_changes_nothing(self, request_id: Any) -> None:
        body = json.loads(page("1")) | {"requestId": request_id}
        async with talk(answer(json.dumps(body))) as (_, gong):
            found = await anext(gong.calls.list().pages())
            assert isinstance(found.request_id, str | None)


class TestCircles:
    @every_listing
    async def test_row67_a_cursor_that_comes_twice(self, listing: Any) -> None:
        async with talk(answer(page("1", cursor="same"))) as (server, gong):
            error = await failure(ids(gong, listing))
            assert type(error) is CursorError
            assert len(server.requests) == 2
            assert "same" not in str(error)

    @every_listing
    async def test_row67_a_cursor_that_leads_back(self, listing: Any) -> None:
        route = Pages((["1"], "b"), (["2"], "c"), (["3"], "b"))
        async with Hostile([], route) as server, connect(server) as gong:
            assert type(await failure(ids(gong, listing))) is CursorError
        assert len(server.requests) == 3

    @every_listing
    async def test_row67_new_cursors_to_the_same_page(self, listing: Any) -> None:
        def route(seen: Seen) -> Step:
            return answer(page("1", "2", cursor=f"c{len(server.requests)}"))

        async with Hostile([], route) as server, connect(server) as gong:
            assert type(await failure(ids(gong, listing))) is CursorError
        assert len(server.requests) == 3

    @every_listing
    async def test_row67_a_kept_cursor_that_names_itself(self, listing: Any) -> None:
        async with talk(answer(page("1", cursor="b"))) as (server, gong):
            kept = str((await anext(listing(gong).pages())).next)
            walk = listing(gong).pages(cursor=kept)
            with pytest.raises(CursorError):
                async for _ in walk:
                    pass
        assert len(server.requests) <= 3

    @every_listing
    async def test_row70_empty_pages_without_end(self, listing: Any) -> None:
        def route(seen: Seen) -> Step:
            return answer(page(cursor=f"c{len(server.requests)}"))

        async with Hostile([], route) as server, connect(server) as gong:
            assert type(await failure(ids(gong, listing))) is CursorError
        assert len(server.requests) == 51


class TestCursors:
    async def test_row69_a_cursor_is_good_for_its_own_arguments_alone(self) -> None:
        async with talk(answer(page("1", cursor="b"))) as (server, gong):
            kept = (await anext(gong.calls.list(workspace_id="1").pages())).next
            assert kept is not None
            for other in (
                gong.calls.list(),
                gong.calls.list(workspace_id="2"),
                gong.calls.extensive(workspace_id="1"),
            ):
                for cursor in (kept, str(kept)):
                    with pytest.raises(CursorError):
                        other.pages(cursor=cursor)
        assert len(server.requests) == 1

    @pytest.mark.parametrize("text", ["", ":", "b", "::", "\0:b", "é:b", "abc:b", "a" * 10**6])
    async def test_nonsense_for_a_cursor_is_refused_before_any_request(self, text: str) -> None:
        async with talk(answer(page("1"))) as (server, gong):
            with pytest.raises(CursorError):
                gong.calls.list().pages(cursor=text)
        assert server.connections == 0

    @every_listing
    async def test_row107_a_cursor_is_only_ever_a_parameter(self, listing: Any) -> None:
        evil = [
            "http://127.0.0.1:1/v2/calls",
            "//127.0.0.1:1/x",
            "../../users?x=1&cursor=2#f",
            "a\r\nHost: evil\r\n\r\nGET / HTTP/1.1",
            "%2e%2e/%00",
            "\ud83d",
        ]
        for cursor in evil:
            steps = (answer(page("1", cursor=cursor)), answer(page("2")))
            async with talk(*steps, policy={"attempts": 1}) as (server, gong):
                try:
                    assert await ids(gong, listing) == ["1", "2"]
                except GongError:  # refusing one that nobody could type is fine, too
                    assert not cursor.isprintable()
                    continue
            first, second = server.requests
            assert cursor_of(second) == cursor
            assert second.target.partition("?")[0] == first.target.partition("?")[0]
            assert second.header("host") == first.header("host")

    @every_listing
    async def test_row68_an_expired_cursor_leaves_the_pages_before_it(self, listing: Any) -> None:
        steps = (
            answer(page("1", cursor="b")),
            answer(page("2", cursor="c")),
            refuse(400, "cursor has expired"),
        )
        async with talk(*steps) as (server, gong):
            seen: list[str] = []

            async def walk() -> None:
                async for found in listing(gong).pages():
                    seen.extend(record["id"] for record in found.records)

            assert isinstance(await failure(walk()), CursorExpiredError)
            assert seen == ["1", "2"]
            assert len(server.requests) == 3


class TestHalves:
    @every_listing
    async def test_nothing_of_a_broken_page_is_used_and_none_is_skipped(self, listing: Any) -> None:
        steps = (
            answer(page("1", cursor="b")),
            raw(http(page("9"), length=500), then="fin"),
            answer(page("9", cursor="c")[:-3]),
            answer(page("9", key="other")),
            refuse(500),
            answer(page("2", cursor="c")),
            answer(page("3")),
        )
        async with talk(*steps) as (server, gong):
            assert await ids(gong, listing) == ["1", "2", "3"]
        cursors = [cursor_of(seen) for seen in server.requests]
        assert cursors == [None, "b", "b", "b", "b", "b", "c"]

    async def test_after_an_error_the_same_page_can_be_asked_for_again(self) -> None:
        steps = (answer(page("1", cursor="b")), refuse(403), answer(page("2")))
        async with talk(*steps) as (server, gong):
            pages = gong.calls.list().pages()
            await anext(pages)
            await failure(anext(pages))
            assert (await anext(pages)).records == [{"id": "2"}]
        assert [cursor_of(seen) for seen in server.requests] == [None, "b", "b"]

    async def test_row87_breaking_off_needs_no_clean_up(self) -> None:
        async with talk(answer(page("1", "2", cursor="b"))) as (server, gong):
            async for _ in gong.calls.list():
                break

            async def stumble() -> None:
                async for _ in gong.calls.list():
                    raise ZeroDivisionError

            with pytest.raises(ZeroDivisionError):
                await stumble()
            assert (await gong.calls.list().collect(limit=1))[0].id == "1"
        assert len(server.requests) == 3
        assert server.connections == 1

    async def test_a_total_without_a_count_is_an_error(self) -> None:
        async with talk(answer(page("1"))) as (_, gong):
            assert isinstance(await failure(gong.calls.list().total()), DecodeError)

    async def test_chunks_of_a_hundred_ids_keep_their_cursors_apart(self) -> None:
        seen_ids: list[str] = []

        def route(seen: Seen) -> Step:
            asked = json.loads(seen.body)["filter"]["callIds"]
            seen_ids.extend(asked)
            return answer(page(*asked[:1], key="callTranscripts")) if asked else refuse(400)

        wanted = [str(10**17 + n) for n in range(250)]
        async with Hostile([], route) as server, connect(server) as gong:
            pages = [found async for found in gong.calls.transcripts(call_ids=wanted).pages()]
            resumed = gong.calls.transcripts(call_ids=wanted).pages(cursor=str(pages[0].next))
            assert [found.records async for found in resumed] == [
                found.records for found in pages[1:]
            ]
        assert [len(json.loads(seen.body)["filter"]["callIds"]) for seen in server.requests] == [
            100,
            100,
            50,
            100,
            50,
        ]
        assert sorted(set(seen_ids)) == wanted

    async def test_no_ids_no_request(self) -> None:
        async with talk(refuse(500)) as (server, gong):
            assert await gong.calls.transcripts(call_ids=[]).collect() == []
        assert server.connections == 0
