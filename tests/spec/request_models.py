"""Draw what methods are given whole: calls, events, fields."""

from __future__ import annotations

import typing
from datetime import UTC, datetime
from typing import Any

import attrs
from hypothesis import strategies as st
from surface import without_none

from gong_async.models import (
    ContentViewed,
    CrmField,
    DigitalInteraction,
    NewCall,
    NewParty,
    OpenEnum,
    PermissionProfile,
    PlannedMeeting,
    Prospect,
)

IDS = st.text("0123456789", min_size=1, max_size=20)
TEXTS = st.text(min_size=1, max_size=8)
TIMES = st.datetimes(datetime(2000, 1, 2), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
MEETING = (datetime(2024, 3, 1, 9, 30, tzinfo=UTC), datetime(2024, 3, 1, 10, tzinfo=UTC))
JSON = st.none() | st.booleans() | st.integers(0, 9) | st.just("some text")


def given_whole(hint: Any) -> bool:
    """Tell whether an argument is a model that these strategies can draw, or a list of them."""
    return attrs.has(hint) or (typing.get_origin(hint) is not None and _is_listed(hint))


def _is_listed(hint: Any) -> bool:
    return len(typing.get_args(hint)) == 1 and attrs.has(typing.get_args(hint)[0])


def whole(hint: Any) -> st.SearchStrategy[Any]:
    """Draw a model, or a list of at least one."""
    if attrs.has(hint):
        return _model(hint)
    return st.lists(_model(typing.get_args(hint)[0]), min_size=1, max_size=3)


@st.composite
def _model(draw: st.DrawFn, model: Any) -> Any:
    hints = typing.get_type_hints(model)
    drawn = {
        each.name: draw(_field(each, without_none(hints[each.name])))
        for each in attrs.fields(model)
        if each.default is attrs.NOTHING or model is CrmField or draw(st.booleans())
    }
    if model is NewCall:
        timeline = drawn.get("speakers_timeline")
        speakers = [s.party_ids for s in (timeline and timeline.speech_segments) or ()]
        drawn["parties"] += [NewParty(party_id=name) for names in speakers for name in names]
        drawn["parties"].append(NewParty(user_id=drawn["primary_user"]))
    if model is ContentViewed and "viewer" in drawn:
        drawn.pop("tracking_id", None)
    if model is DigitalInteraction and "person" in drawn:
        drawn.pop("tracking_id", None)
    if model is Prospect:
        drawn |= {} if drawn.get("crm_id") else {"first_name": "Ann", "last_name": "Lee"}
    if model is PlannedMeeting:
        drawn["start_time"], drawn["end_time"] = MEETING
        drawn["invitees"] = [
            attrs.evolve(each, email="ann@example.com") for each in drawn["invitees"]
        ]
    if model is PermissionProfile:
        drawn.update(id=None, name="some text")
    return model(**drawn)


def _field(attribute: Any, hint: Any) -> st.SearchStrategy[Any]:
    if typing.get_origin(hint) is list:
        inner = typing.get_args(hint)[0]
        texts = IDS if attribute.name.endswith("_ids") else TEXTS
        return st.lists(texts if inner is str else _model(inner), min_size=1, max_size=2)
    if attrs.has(hint):
        return _model(hint)
    if isinstance(hint, type) and issubclass(hint, OpenEnum):
        return st.sampled_from(hint)
    if hint is str and not attribute.metadata.get("foreign"):
        is_id = attribute.name.endswith("_id") or attribute.name == "primary_user"
        mail = st.just("ann@example.com") if "email" in attribute.name else st.just("some text")
        return IDS if is_id else mail
    plain: dict[Any, st.SearchStrategy[Any]] = {
        str: TEXTS,
        bool: st.booleans(),
        int: st.integers(0, 1),
        float: st.floats(0, 9_000),
        datetime: TIMES,
        Any: JSON,
    }
    return plain[hint]
