"""Whether to try again and when: the policy, the tries of one request, the budget of all."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gong_async.errors import (
    APIError,
    AuthenticationError,
    BadRequestError,
    ConfigError,
    ConflictError,
    CursorError,
    CursorExpiredError,
    DecodeError,
    GongError,
    MissingScopeError,
    NotFoundError,
    PermissionDeniedError,
    QuotaExhaustedError,
    RateLimitError,
    ServerError,
    SinkError,
    TransportError,
)
from gong_async.retry import RetryBudget, RetryPolicy, Tries, may_be_done

# error, sent again when it reads, sent again when it writes
POLICY: list[tuple[GongError, bool, bool]] = [
    (TransportError("x", "dns", ""), True, True),
    (TransportError("x", "connect", ""), True, True),
    (TransportError("x", "tls", ""), False, False),
    (TransportError("x", "send", ""), True, False),
    (TransportError("x", "read", ""), True, False),
    (TransportError("x", "protocol", ""), True, False),
    (BadRequestError("x", 400), False, False),
    (CursorExpiredError("x", 400), False, False),
    (AuthenticationError("x", 401), False, False),
    (MissingScopeError("x", 401, scope="api:x:read"), False, False),
    (PermissionDeniedError("x", 403), False, False),
    (NotFoundError("x", 404), False, False),
    (ConflictError("x", 409), False, False),
    (RateLimitError("x", 429), True, True),
    (RateLimitError("x", 429, retry_after=1.0), True, True),
    (QuotaExhaustedError("x", 429, retry_after=9999.0), False, False),
    (ServerError("x", 500), True, False),
    (ServerError("x", 502), True, False),
    (ServerError("x", 503, retry_after=1.0), True, False),
    (ServerError("x", 520), True, False),
    *((APIError("x", status), status in (408, 425), False) for status in (302, 402, 405, 408, 425)),
    *((APIError("x", status), False, False) for status in (410, 413, 415, 422, 999)),
    (DecodeError("x", ("cut",), True), True, False),
    (DecodeError("x", ("too large",), False), False, False),
    (CursorError("x"), False, False),
    (ConfigError("x"), False, False),
    (SinkError("x"), False, False),
    (GongError("the client is not open"), False, False),
]


@pytest.mark.parametrize(("error", "reads", "writes"), POLICY, ids=lambda value: repr(value)[:40])
def test_what_is_sent_again_and_what_is_not(error: GongError, reads: bool, writes: bool) -> None:
    policy = RetryPolicy()
    assert policy.retryable(error, writes=False) is reads
    assert policy.retryable(error, writes=True) is writes


def test_the_policy_is_as_published() -> None:
    policy = RetryPolicy()
    assert (policy.attempts, policy.first_wait, policy.longest_wait) == (6, 0.5, 20.0)
    assert (policy.total_wait, policy.max_wait, policy.told_waits) == (120.0, 60.0, 20)
    assert policy.budget == 500.0
    with pytest.raises(TypeError):
        RetryPolicy(3)  # type: ignore[call-arg]


# The tries of one request


def tries(*, writes: bool = False, size: float = 500.0, **policy: Any) -> Tries:
    return Tries(RetryPolicy(**policy), RetryBudget(size), writes)


def drawn(one: Tries, error: GongError) -> float | None:
    """The wait after *error*, or None if it is the last."""
    waits = one.waits()
    next(waits)
    return None if one.give_up(error) else waits.send(error)


@given(st.integers(0, 2**32))
def test_waits_are_drawn_from_the_whole_of_a_growing_range(seed: int) -> None:
    random.seed(seed)
    one = tries(attempts=12, total_wait=1e9)
    for failures in range(1, 12):
        wait = drawn(one, ServerError("x", 500))
        assert wait is not None
        assert 0.0 <= wait <= min(20.0, 0.5 * 2**failures)


def test_the_jitter_is_full() -> None:
    """Half of the range would send a crowd back in a body."""
    random.seed(1)
    for failures, ceiling in ((1, 1.0), (3, 4.0), (8, 20.0)):
        seen: list[float] = []
        for _ in range(400):
            one = tries(attempts=99, total_wait=1e9)
            for _ in range(failures - 1):
                one.give_up(ServerError("x", 500))
            seen.append(drawn(one, ServerError("x", 500)) or 0.0)
        assert max(seen) <= ceiling
        assert max(seen) > 0.95 * ceiling
        assert min(seen) < 0.05 * ceiling
        assert sum(seen) / len(seen) == pytest.approx(ceiling / 2, rel=0.15)


def test_a_refusal_that_does_not_say_how_long_starts_from_a_second() -> None:
    random.seed(2)
    seen = [drawn(tries(), RateLimitError("x", 429)) or 0.0 for _ in range(400)]
    assert 1.9 < max(seen) <= 2.0


def test_the_sixth_failure_is_the_last() -> None:
    one = tries(total_wait=1e9)
    assert [one.give_up(ServerError("x", 500)) for _ in range(6)] == [False] * 5 + [True]


@pytest.mark.parametrize("attempts", [1, 2, 5])
def test_attempts_are_counted(attempts: int) -> None:
    one = tries(attempts=attempts)
    verdicts = [one.give_up(ServerError("x", 500)) for _ in range(attempts)]
    assert verdicts == [False] * (attempts - 1) + [True]


@given(st.integers(0, 2**32), st.floats(0.0, 60.0), st.floats(0.01, 30.0))
def test_waits_of_our_own_never_add_up_to_more_than_allowed(
    seed: int, total: float, first: float
) -> None:
    random.seed(seed)
    one = tries(attempts=100, total_wait=total, first_wait=first, size=1e9)
    waited = 0.0
    while (wait := drawn(one, ServerError("x", 500))) is not None:
        waited += wait
    assert waited <= total


@given(st.floats(0.0, 60.0))
def test_what_gong_tells_is_waited_to_the_letter(told: float) -> None:
    wait = drawn(tries(), RateLimitError("x", 429, retry_after=told))
    assert wait is not None
    assert told <= wait <= max(told, 0.5)
    assert wait >= 0.05, "no hot loop"
    assert drawn(tries(), ServerError("x", 503, retry_after=told)) == pytest.approx(wait, abs=0.5)


def test_a_wait_is_only_told_by_429_and_503() -> None:
    wait = drawn(tries(), ServerError("x", 500, retry_after=40.0))
    assert wait is not None
    assert wait <= 1.0


def test_told_waits_do_not_count_as_failures_but_end_too() -> None:
    one = tries(size=0.0)
    refused = RateLimitError("x", 429, retry_after=1.0)
    assert [one.give_up(refused) for _ in range(21)] == [False] * 20 + [True]


def test_only_told_waits_in_a_row_add_up() -> None:
    one = tries(total_wait=1e9)
    refused = RateLimitError("x", 429, retry_after=1.0)
    for _ in range(5):
        assert [one.give_up(refused) for _ in range(20)] == [False] * 20
        assert not one.give_up(ServerError("x", 500))
    assert [one.give_up(refused) for _ in range(20)] == [False] * 20
    assert one.give_up(ServerError("x", 500)), "the sixth failure"


def test_a_told_wait_too_long_to_sit_out_is_the_end() -> None:
    assert drawn(tries(), ServerError("x", 503, retry_after=60.0)) == 60.0
    assert drawn(tries(), ServerError("x", 503, retry_after=60.5)) is None
    assert drawn(tries(max_wait=5.0), ServerError("x", 503, retry_after=6.0)) is None


# The budget of the client


STEPS = st.lists(
    st.tuples(st.booleans(), st.sampled_from([1.0, 5.0, 10.0, 25.0, 1e6])), max_size=60
)


@given(st.floats(0.0, 500.0), STEPS)
def test_the_budget_is_never_overdrawn_and_never_overflows(
    size: float, steps: list[tuple[bool, float]]
) -> None:
    budget = RetryBudget(size)
    for take, amount in steps:
        before = budget.left
        if take:
            taken = budget.take(amount)
            assert taken is (before >= amount)
            assert budget.left == (before - amount if taken else before)
        else:
            budget.refund(amount)
            assert budget.left == min(size, before + amount)
        assert 0 <= budget.left <= size


FAILURES = st.sampled_from(
    [
        ServerError("x", 500),
        TransportError("x", "connect", ""),
        RateLimitError("x", 429),
        RateLimitError("x", 429, retry_after=2.0),
        DecodeError("x", ("cut",), True),
        BadRequestError("x", 400),
    ]
)


@given(st.lists(st.tuples(st.lists(FAILURES, max_size=8), st.booleans()), max_size=20))
def test_the_budget_holds_whatever_happens(requests: list[tuple[list[GongError], bool]]) -> None:
    budget = RetryBudget(60.0)
    for failures, succeeds in requests:
        one = Tries(RetryPolicy(), budget, writes=False)
        gave_up = any(one.give_up(error) for error in failures)
        assert 0 <= budget.left <= budget.size
        if succeeds and not gave_up:
            one.succeeded()
        assert 0 <= budget.left <= budget.size


@pytest.mark.parametrize(
    ("error", "cost"),
    [
        (ServerError("x", 500), 5.0),
        (DecodeError("x", ("cut",), True), 5.0),
        (RateLimitError("x", 429), 5.0),
        (TransportError("x", "connect", ""), 10.0),
        (TransportError("x", "read", ""), 10.0),
        (RateLimitError("x", 429, retry_after=1.0), 0.0),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_a_retry_costs_and_success_pays_it_back(error: GongError, cost: float) -> None:
    one = tries(size=50.0)
    one.give_up(error)
    assert one.budget.left == 50.0 - cost
    one.succeeded()
    assert one.budget.left == 50.0


def test_a_plain_success_pays_back_a_little_of_what_an_outage_took() -> None:
    budget = RetryBudget(50.0)
    budget.take(20.0)
    Tries(RetryPolicy(), budget, writes=False).succeeded()
    assert budget.left == 31.0


def test_what_is_not_sent_again_costs_nothing() -> None:
    for error, reads, writes in POLICY:
        for writing, again in ((False, reads), (True, writes)):
            one = tries(writes=writing, size=50.0)
            assert one.give_up(error) is not again
            assert again or one.budget.left == 50.0
    last = tries(attempts=1, size=50.0)
    assert last.give_up(ServerError("x", 500))
    assert last.budget.left == 50.0, "the last failure is not sent again either"


def test_an_empty_budget_is_the_end() -> None:
    assert drawn(tries(size=4.0), ServerError("x", 500)) is None
    assert drawn(tries(size=5.0), ServerError("x", 500)) is not None
    assert drawn(tries(size=9.0), TransportError("x", "connect", "")) is None


# What may have been carried out


@pytest.mark.parametrize("status", [*range(300, 407), 408, 409, 425, 429, *range(500, 600)])
def test_what_may_be_done_after_a_status(status: int) -> None:
    kind = ServerError if status >= 500 else APIError
    assert may_be_done(kind("x", status)) == (status in (408, 425) or status >= 500)
