"""``gong-async transcript``, against a simulator."""

from __future__ import annotations

import json

import pytest

from gong_async.sim import GongSim
from tests.cli.command import SECRET, run_here

pytestmark = [
    pytest.mark.gong_sim(calls=60, access_key_secret=SECRET),
    pytest.mark.usefixtures("in_environment"),
]


def somebody_spoke(gong_sim: GongSim) -> str:
    """Return a call with a transcript."""
    return next(iter(gong_sim.truth().transcripts))


@pytest.mark.parametrize(
    ("form", "beginning"),
    [("srt", "1\n00:00:0"), ("vtt", "WEBVTT\n"), ("markdown", "# "), ("json", "{\n")],
)
def test_each_form_is_what_it_says(gong_sim: GongSim, form: str, beginning: str) -> None:
    done = run_here("transcript", somebody_spoke(gong_sim), "--format", form)
    assert (done.code, done.err, gong_sim.requests) == (0, "", 2)
    assert done.out.startswith(beginning)


def test_every_sentence_is_there_with_who_said_it(gong_sim: GongSim) -> None:
    call_id = somebody_spoke(gong_sim)
    done = run_here("transcript", call_id, "--format", "json")
    said = [
        sentence["text"]
        for monologue in gong_sim.truth().transcripts[call_id]["transcript"]
        for sentence in monologue["sentences"]
    ]
    found = json.loads(done.out)
    assert [sentence["text"] for sentence in found["sentences"]] == said
    named = {party["name"] for party in gong_sim.truth().calls[call_id]["parties"]}
    assert {sentence["speaker"] for sentence in found["sentences"]} & named


def test_text_is_what_people_read(gong_sim: GongSim) -> None:
    call_id = somebody_spoke(gong_sim)
    title = gong_sim.world.call_by_id[call_id].basic["title"]
    done = run_here("transcript", call_id)
    assert done.out.startswith(title)


def test_a_transcript_that_is_not_there_yet_is_told(gong_sim: GongSim) -> None:
    truth = gong_sim.truth()
    silent = next(call_id for call_id in truth.calls if call_id not in truth.transcripts)
    done = run_here("transcript", silent)
    assert (done.code, done.out) == (1, "")
    assert "no transcript of this call yet" in done.err


@pytest.mark.parametrize(("call_id", "code"), [("7", 1), ("seven", 2)])
def test_a_call_that_is_none_is_refused(call_id: str, code: int) -> None:
    done = run_here("transcript", call_id)
    assert (done.code, done.out) == (code, "")
