"""``gong-async transcript``, against a simulator."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from gong_async.sim import GongSim
from tests.cli.command import Command, simulator


@pytest_asyncio.fixture
async def sim() -> AsyncIterator[GongSim]:
    async with simulator(calls=60) as running:
        yield running


@pytest.fixture
def command(sim: GongSim, tmp_path: Path) -> Command:
    return Command(tmp_path, sim)


def somebody_spoke(sim: GongSim) -> str:
    """Return a call with a transcript."""
    return next(iter(sim.truth().transcripts))


@pytest.mark.parametrize(
    ("form", "beginning"),
    [("srt", "1\n00:00:0"), ("vtt", "WEBVTT\n"), ("markdown", "# "), ("json", "{\n")],
)
async def test_each_form_is_what_it_says(
    command: Command, sim: GongSim, form: str, beginning: str
) -> None:
    done = await command.run("transcript", somebody_spoke(sim), "--format", form)
    assert (done.code, done.err, sim.requests) == (0, "", 2)
    assert done.out.startswith(beginning)


async def test_every_sentence_is_there_with_who_said_it(command: Command, sim: GongSim) -> None:
    call_id = somebody_spoke(sim)
    done = await command.run("transcript", call_id, "--format", "json")
    said = [
        sentence["text"]
        for monologue in sim.truth().transcripts[call_id]["transcript"]
        for sentence in monologue["sentences"]
    ]
    found = json.loads(done.out)
    assert [sentence["text"] for sentence in found["sentences"]] == said
    named = {party["name"] for party in sim.truth().calls[call_id]["parties"]}
    assert {sentence["speaker"] for sentence in found["sentences"]} & named


async def test_text_is_what_people_read(command: Command, sim: GongSim) -> None:
    call_id = somebody_spoke(sim)
    title = sim.world.call_by_id[call_id].basic["title"]
    done = await command.run("transcript", call_id)
    assert done.out.startswith(title)


async def test_a_transcript_that_is_not_there_yet_is_told(command: Command, sim: GongSim) -> None:
    truth = sim.truth()
    silent = next(call_id for call_id in truth.calls if call_id not in truth.transcripts)
    done = await command.run("transcript", silent)
    assert (done.code, done.out) == (1, "")
    assert "no transcript of this call yet" in done.err


@pytest.mark.parametrize(("call_id", "code"), [("7", 1), ("seven", 2)])
async def test_a_call_that_is_none_is_refused(command: Command, call_id: str, code: int) -> None:
    done = await command.run("transcript", call_id)
    assert (done.code, done.out) == (code, "")
