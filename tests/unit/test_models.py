"""What models are, whatever their fields: the fields are held to the specification elsewhere."""

from __future__ import annotations

import copy
import json
import pickle

import attrs
import pytest

import gong_async.models
from gong_async.models import (
    Call,
    CallDetails,
    CallDirection,
    CallTranscript,
    ContentSelector,
    ContextLevel,
    ContextTiming,
    ExposedContent,
    MediaUrls,
    Monologue,
    OpenEnum,
    Sentence,
)

EXPORTED = [getattr(gong_async.models, name) for name in gong_async.models.__all__]
MODELS = [model for model in EXPORTED if attrs.has(model)]
SELECTING = {type(ContentSelector())} | {
    model for model in MODELS if model.__name__.startswith("Exposed")
}


def test_the_names_are_in_order_and_each_is_there_once() -> None:
    names = gong_async.models.__all__
    assert names == sorted(set(names))


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_models_are_small_and_take_keywords_only(model: type) -> None:
    assert "__dict__" not in dir(model)
    assert all(item.kw_only for item in attrs.fields(model))


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_only_what_selects_is_frozen(model: type) -> None:
    keys = [item.name for item in attrs.fields(model) if item.default is attrs.NOTHING]
    name = attrs.fields(model)[-1].name
    with attrs.validators.disabled():
        made = model(**dict.fromkeys(keys, "1"))
        if model in SELECTING:
            with pytest.raises(attrs.exceptions.FrozenInstanceError):
                setattr(made, name, None)
        else:
            setattr(made, name, "changed")
            assert getattr(made, name) == "changed"


def test_lists_are_not_shared_between_records() -> None:
    one, other = CallTranscript(call_id="1"), CallTranscript(call_id="2")
    one.transcript.append(Monologue(sentences=[Sentence(start=0, end=900, text="Hello.")]))
    assert other.transcript == []


def test_records_are_equal_by_what_they_hold_and_survive_a_pickle() -> None:
    details = CallDetails(meta_data=Call(id="1", direction=CallDirection("Sideways")))
    assert pickle.loads(pickle.dumps(details)) == details
    assert copy.deepcopy(details) == details
    assert details != CallDetails(meta_data=Call(id="2"))


def test_a_record_without_its_id_cannot_be_made() -> None:
    with pytest.raises(TypeError, match="id"):
        Call()  # type: ignore[call-arg]


def test_an_enum_knows_its_values() -> None:
    assert CallDirection("Inbound") is CallDirection.INBOUND
    assert CallDirection.INBOUND == "Inbound"


@pytest.mark.parametrize("text", ["Sideways", "", "inbound", "INBOUND", "é\n"])
def test_an_enum_carries_a_value_that_it_does_not_know(text: str) -> None:
    unknown = CallDirection(text)
    assert isinstance(unknown, CallDirection)
    assert (unknown, unknown.value, str(unknown)) == (text, text, text)
    assert {unknown: 1}[text] == 1  # type: ignore[index]
    assert json.dumps(unknown) == json.dumps(text)
    assert pickle.loads(pickle.dumps(unknown)) == unknown
    assert copy.copy(unknown) == copy.deepcopy(unknown) == unknown
    assert unknown not in list(CallDirection)
    assert text in repr(unknown) or repr(text)[1:-1] in repr(unknown)


@pytest.mark.parametrize("value", [None, 5, 1.5, True, ["Inbound"], {}])
def test_what_is_not_text_is_no_enum_value(value: object) -> None:
    with pytest.raises(ValueError):
        CallDirection(value)


def test_unknown_values_do_not_pile_up_in_the_enum() -> None:
    before = list(CallDirection)
    for number in range(100):
        CallDirection(f"unknown {number}")
    assert list(CallDirection) == before
    assert issubclass(CallDirection, OpenEnum)


def test_media_urls_open_the_recording_and_stay_out_of_sight() -> None:
    urls = MediaUrls(audio_url="https://media.example/a?signed", video_url="https://media/v")
    details = CallDetails(meta_data=Call(id="1"), media=urls)
    assert "media.example" not in repr(details)
    assert "//media" not in repr(details)


@pytest.mark.parametrize("level", [ContextLevel.NONE, ContextLevel.BASIC])
def test_the_timing_of_a_context_goes_only_with_an_extended_one(level: ContextLevel) -> None:
    with pytest.raises(ValueError, match="EXTENDED"):
        ContentSelector(context=level, context_timing=(ContextTiming.NOW,))


def test_where_a_tracker_occurs_goes_only_with_trackers() -> None:
    with pytest.raises(ValueError, match="trackers=True"):
        ExposedContent(tracker_occurrences=True)


@pytest.mark.parametrize("media", [False, True])
def test_everything_is_everything_but_the_media_unless_asked(media: bool) -> None:
    selector = ContentSelector.everything(media=media)
    exposed = selector.exposed_fields
    assert exposed is not None
    assert exposed.content is not None
    deprecated = attrs.evolve(exposed.content, points_of_interest=True)
    flags = attrs.asdict(attrs.evolve(exposed, content=deprecated))
    assert flags.pop("media") is media
    assert flags.pop("parties") is True
    assert all(value is True for part in flags.values() for value in part.values())
    assert exposed.content.points_of_interest is False
    assert selector.context == "Extended"
    assert selector.context_timing == tuple(ContextTiming)
