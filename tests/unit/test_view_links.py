from __future__ import annotations

import pytest

from gong_async.view.links import moment_link, web_link

CALL = "https://us-1.app.gong.io/call?id=42"


@pytest.mark.parametrize("url", [CALL, "https://app.gong.io/call?id=1#x", "https://a.example"])
def test_a_plain_address_is_a_link(url: str) -> None:
    assert web_link(url) == url


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "http://app.gong.io/call?id=1",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)//https://app.gong.io",
        " https://app.gong.io",
        "java\nscript:alert(1)",
        "https:app.gong.io",
        "https:///call",
        "https://gong.io@evil.example/",
        "https://[::1/",
        "https://a.example/\u202egpj.exe",
        'https://a.example/"onclick=',
        "https:\\\\a.example",
        "//a.example",
        "data:text/html,x",
        f"https://a.example/{'x' * 9_000}",
    ],
)
def test_anything_else_is_none(url: str | None) -> None:
    assert web_link(url) is None


@pytest.mark.parametrize(
    ("link", "start", "end", "expected"),
    [
        (CALL, 61_999, 64_001, f"{CALL}&highlights=PART61%2C%22to%22%3A65%7D%5D"),
        (CALL, 61_000, None, f"{CALL}&highlights=PART61%2C%22to%22%3A62%7D%5D"),
        (f"{CALL}#top", 0, 0, f"{CALL}&highlights=PART0%2C%22to%22%3A1%7D%5D#top"),
        (CALL, -5, -1, f"{CALL}&highlights=PART0%2C%22to%22%3A1%7D%5D"),
        ("https://a.example/c", 0, 1, "https://a.example/c?highlights=PART0%2C%22to%22%3A1%7D%5D"),
        (None, 0, 1, None),
        (CALL, None, None, None),
    ],
)
def test_a_moment_is_named_as_gong_does(
    link: str | None, start: int | None, end: int | None, expected: str | None
) -> None:
    part = "%5B%7B%22type%22%3A%22SHARE%22%2C%22from%22%3A"
    found = moment_link(link, start, end)
    assert found == (expected and expected.replace("PART", part))
