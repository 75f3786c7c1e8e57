"""Whom to ask: each company with its client, and with what it may spend."""

from __future__ import annotations

import math
import os
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import define, frozen

from gong_async.cli.exits import UsageError
from gong_async.errors import ConfigError, StateError

if TYPE_CHECKING:
    from gong_async.cli.orders import Order
    from gong_async.client import Gong
    from gong_async.companies import Company
    from gong_async.harvest import HarvestJob
    from gong_async.ledger import QuotaLedger

__all__ = ["Errand", "Grant", "chosen", "errands_of", "open_ledgers"]

_RATE, _QUOTA, _SHARE = 3.0, 10_000, 1.0


@define(eq=False)
class Errand:
    """
    One company of a harvest.

    Attributes:
        job: What to harvest of it; the next round may have another one.

        label: How to call it where there may be others; empty where it is the only one.

        wanted: The streams that it has to have.

        ledger: Where its quota is kept; None if it is not.
    """

    gong: Gong
    job: HarvestJob
    label: str = ""
    wanted: frozenset[str] = frozenset()
    ledger: QuotaLedger | None = None

    @property
    def company(self) -> str:
        """The name under which its rows are kept."""
        return self.job.company

    @property
    def prefix(self) -> str:
        """What a line about it begins with."""
        return f"{self.label}: " if self.label else ""


@frozen(kw_only=True)
class Grant:
    """
    What may be spent, as the options say it; None where they say nothing.

    Args:
        folder: Where ledgers are kept that have no name of their own.
    """

    folder: Path
    rate: float | None
    quota: int | None
    share: float | None
    ledger: Path | None

    def __attrs_post_init__(self) -> None:
        if self.rate is not None and not (math.isfinite(self.rate) and self.rate > 0):
            raise UsageError("--rate must be more than 0; Gong grants 3 calls a second")
        if self.quota is not None and self.quota < 1:
            raise UsageError("--quota must be at least 1; Gong grants 10,000 calls a day")
        if self.share is not None and not 0 < self.share <= 1:
            raise UsageError("--quota-share must be more than 0 and at most 1")
        if not self.folder.is_dir():
            raise UsageError(f"there is no folder {self.folder}; make it first")


def errands_of(
    order: Order,
    grant: Grant,
    config: Path | None,
    names: Sequence[str] | None,
    workspaces: Sequence[str] | None,
) -> list[Errand]:
    """
    Return the errands, of which there is at least one.

    Args:
        config: The file of the companies; None for the one of the environment.

        names: The companies of the file that are wanted, or a name for the one.

    Raises:
        UsageError: If the options do not fit together.

        ConfigError: If the credentials are missing or cannot work.
    """
    names = tuple(dict.fromkeys(names or ()))
    if config is not None:
        return _from_file(order, grant, config, names, workspaces)
    if len(names) > 1:
        raise UsageError("--company: without --config there is only one company to name")
    job = order.job(names[0] if names else "default", workspaces)
    with _as_usage(""):
        ledger = _ledger(grant, job.company, grant.quota or _QUOTA, grant.share or _SHARE)
    return [Errand(_from_env(grant.rate or _RATE, ledger), job, "", order.wanted, ledger)]


def _from_file(
    order: Order,
    grant: Grant,
    config: Path,
    names: Sequence[str],
    workspaces: Sequence[str] | None,
) -> list[Errand]:
    given = {"--rate": grant.rate, "--quota": grant.quota, "--quota-share": grant.share}
    for option, value in given.items():
        if value is not None:
            raise UsageError(f"{option}: with --config, write it into the file, for each company")
    companies = chosen(config, names)
    if len(companies) > 1 and (workspaces or grant.ledger):
        option = "--workspace" if workspaces else "--ledger"
        raise UsageError(f"{option} is of one company; choose one with --company")
    return [_errand(order, grant, company, workspaces) for company in companies]


def chosen(config: Path, names: Sequence[str]) -> list[Company]:
    """
    Return the companies of a file that go by *names*; all of them where there are no names.

    Raises:
        UsageError: If there is no such file, or no such company in it.

        ConfigError: If the file cannot be used.
    """
    from gong_async.cli.hearing import hearing
    from gong_async.companies import load_companies

    if not config.is_file():
        raise UsageError(f"--config: there is no file {config}")
    with hearing():
        companies = load_companies(config)
    if unknown := [name for name in names if name not in companies]:
        raise UsageError(
            f"--company: {unknown[0]!r} is not in {config}; there are {', '.join(companies)}"
        )
    return [companies[name] for name in names or companies]


def _errand(
    order: Order, grant: Grant, company: Company, workspaces: Sequence[str] | None
) -> Errand:
    from gong_async.client import Gong
    from gong_async.limiter import SharedLimiter

    job = order.job(company.name, workspaces or company.workspaces)
    with _as_usage(""):
        ledger = _ledger(grant, company.name, company.quota, company.quota_share)
    limiter = SharedLimiter(company.rate, ledger=ledger)
    gong = Gong.from_config(company.config, limiter=limiter)
    return Errand(gong, job, company.name, order.wanted, ledger)


def _from_env(rate: float, ledger: QuotaLedger) -> Gong:
    from gong_async.client import Gong
    from gong_async.config import DEFAULT_BASE_URL, normalize_base_url
    from gong_async.limiter import SharedLimiter

    with _as_usage("GONG_BASE_URL: "):
        normalize_base_url(os.environ.get("GONG_BASE_URL") or DEFAULT_BASE_URL)
    return Gong.from_env(limiter=SharedLimiter(rate, ledger=ledger))


def _ledger(grant: Grant, company: str, quota: int, share: float) -> QuotaLedger:
    """Return the ledger of a company; nothing is made yet."""
    from gong_async.ledger import QuotaLedger

    path = grant.ledger or grant.folder / f".gong-ledger-{company}.json"
    return QuotaLedger(path, quota, share)


def open_ledgers(errands: Sequence[Errand]) -> None:
    """Look into the ledgers, so that a bad one shows at once; raises UsageError if it cannot."""
    for each in errands:
        if each.ledger is not None:
            with _as_usage(""):
                each.ledger.spent()


@contextmanager
def _as_usage(what: str) -> Generator[None]:
    try:
        yield
    except (ConfigError, StateError) as error:
        raise UsageError(f"{what}{error}") from None
