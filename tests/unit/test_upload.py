"""A file in its frame: whatever it is called, and whatever happens to it meanwhile."""

from __future__ import annotations

import asyncio
from email import message_from_bytes
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gong_async.upload import Body, Upload

NAMES = st.text('ab"\r\n;=:\\ü .', min_size=1, max_size=40).filter(lambda name: name.strip("."))


async def framed(path: Path) -> list[bytes]:
    """Read the whole body that carries a file."""
    return [piece async for piece in Body(Upload("mediaFile", path, 1_000))]


@given(NAMES)
@example('call.mp3"\r\nX-Evil: 1\r\n\r\nevil')
@example('call"; name="other')
def test_no_name_of_a_file_gets_out_of_its_place(name: str) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(b"sound")
        head, content, _ = asyncio.run(framed(path))
    boundary, disposition, kind, *rest = head.split(b"\r\n")
    assert rest == [b"", b""]
    assert boundary.startswith(b"--")
    assert kind.startswith(b"Content-Type: ")
    assert not {*b"\r\n"} & {*disposition}
    assert disposition.count(b'"') == 4
    assert message_from_bytes(head.partition(b"\r\n")[2]).keys() == [
        "Content-Disposition",
        "Content-Type",
    ]
    assert content == b"sound"


async def test_a_file_that_grows_while_it_is_read_is_not_taken(tmp_path: Path) -> None:
    path = tmp_path / "call.mp3"
    path.write_bytes(b"sound")
    body = Body(Upload("mediaFile", path, 1_000))
    assert body.headers["Content-Length"]
    with path.open("ab") as file:
        file.write(b"and more")
    assert await anext(body)
    with pytest.raises(ValueError, match="written to while it was read"):
        await anext(body)
    await body.aclose()


async def test_a_file_that_grows_between_two_pieces_is_not_taken(tmp_path: Path) -> None:
    path = tmp_path / "call.mp3"
    path.write_bytes(b"sound")
    pieces = Upload("mediaFile", path, 1_000).pieces()
    assert await anext(pieces) == b"sound"
    with path.open("ab") as file:
        file.write(b"!")
    with pytest.raises(ValueError, match="written to while it was read"):
        await anext(pieces)
