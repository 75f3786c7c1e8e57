"""What users hand over that is not to the letter what a method says, and goes out all the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from enum import Enum
from typing import TYPE_CHECKING, Any

import pytest
from attrs import define, evolve

from gong_async.arguments import whole, wire
from gong_async.models import NewCall, NewParty

if TYPE_CHECKING:
    from decimal import Decimal

NOON = datetime(2026, 3, 9, 12, tzinfo=UTC)
CALL = NewCall(
    client_unique_id="c-1",
    actual_start=NOON,
    primary_user="7",
    direction="Inbound",
    parties=[NewParty(user_id="7")],
)


@define(kw_only=True)
class Priced(NewCall):
    """With a type that is there for the type checker alone."""

    price: Decimal | None = None


@define(kw_only=True)
class Noted(NewCall):
    """With a choice of types."""

    note: int | str | None = None


@pytest.mark.parametrize("model", [Priced, Noted])
def test_a_model_that_somebody_made_of_ours_is_sent(model: type[NewCall]) -> None:
    fields = {name: getattr(CALL, name) for name in ("client_unique_id", "actual_start")}
    fields |= {name: getattr(CALL, name) for name in ("primary_user", "direction", "parties")}
    assert whole(NewCall, call=model(**fields)) == whole(NewCall, call=CALL)


@pytest.mark.parametrize("made", [tuple, lambda many: dict(enumerate(many)).values()])
def test_a_list_in_a_model_may_be_any_collection(made: Callable[[Any], Any]) -> None:
    changed = evolve(CALL, parties=made(CALL.parties))
    assert whole(NewCall, call=changed) == whole(NewCall, call=CALL)


@pytest.mark.parametrize("raw", [bytearray(b"12"), memoryview(b"12")])
def test_bytes_of_no_kind_are_a_list(raw: Any) -> None:
    with pytest.raises(ValueError, match="there is no JSON for"):
        wire(thing=raw)


def test_an_enum_of_somebodys_own_is_its_value() -> None:
    class Mine(Enum):
        OPEN = "OPEN"

    assert wire(status=Mine.OPEN) == {"status": "OPEN"}
