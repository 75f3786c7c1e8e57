"""``gong-async transcript``: one call, word for word."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal

from gong_async.cli.company import Asked
from gong_async.cli.exits import Exit, UsageError, until_signal
from gong_async.cli.forms import whole
from gong_async.cli.text import say
from gong_async.errors import GongError

if TYPE_CHECKING:
    from gong_async.conversation import Conversation

__all__ = ["transcript"]

_ENV = Asked()


def transcript(
    call_id: str,
    /,
    *,
    format: Literal["text", "markdown", "srt", "vtt", "json"] = "text",  # noqa: A002
    asked: Asked = _ENV,
) -> Exit:
    """
    Print what was said in a call, and by whom; it takes two requests.

    Args:
        call_id: The call.

        format: How to write it: text or markdown to read, srt or vtt for subtitles, json for
            programs.
    """
    return asyncio.run(until_signal(_print(call_id, format, asked)))


async def _print(call_id: str, form: str, asked: Asked) -> Exit:
    async with asked.gong() as gong:
        try:
            found = await gong.calls.conversation(call_id)
        except ValueError as error:
            if isinstance(error, GongError):
                raise
            raise UsageError(f"CALL_ID: {error}") from None
    if found.transcript is None:
        say("Gong has no transcript of this call yet; try again later")
        return Exit.FAILED
    written: dict[str, Callable[[], str]] = {
        "text": found.to_text,
        "markdown": found.to_markdown,
        "srt": found.to_srt,
        "vtt": found.to_vtt,
        "json": lambda: whole(_record(found)) + "\n",
    }
    sys.stdout.write(written[form]())
    return Exit.DONE


def _record(found: Conversation) -> dict[str, Any]:
    call = found.call.meta_data
    return {
        "callId": call.id,
        "title": call.title,
        "started": call.started and call.started.isoformat(),
        "sentences": [
            {
                "speaker": each.speaker.label,
                "speakerId": each.speaker.speaker_id,
                "affiliation": each.speaker.affiliation,
                "topic": each.topic,
                "startMs": each.start,
                "endMs": each.end,
                "text": each.text,
            }
            for each in found.utterances
        ],
    }
