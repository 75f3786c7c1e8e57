"""Whose Gong a command asks: the one of the environment, or one of a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from attrs import frozen
from cyclopts import Parameter

from gong_async.cli.exits import UsageError

if TYPE_CHECKING:
    from gong_async.client import Gong
    from gong_async.companies import Company
    from gong_async.retry import RetryPolicy

__all__ = ["Asked"]


@Parameter(name="*")
@frozen(kw_only=True)
class Asked:
    """
    Whom to ask.

    Args:
        config: A TOML file of companies; the environment if not given.

        company: Which company of the file; needed where it has several.
    """

    config: Annotated[Path | None, Parameter(group="Whom to ask")] = None
    company: Annotated[str | None, Parameter(group="Whom to ask")] = None

    def gong(self, *, retry: RetryPolicy | None = None) -> Gong:
        """
        Return a client that is not open yet.

        Raises:
            UsageError: If the options do not fit together or the base URL cannot be one.

            ConfigError: If the credentials are missing or cannot work.
        """
        from gong_async.client import Gong
        from gong_async.limiter import PacedLimiter

        if self.config is None:
            if self.company is not None:
                raise UsageError("--company: give the file that it is in with --config")
            return Gong.from_env(retry=retry)
        company = self._company(self.config)
        limiter = PacedLimiter(rate=company.rate)
        return Gong.from_config(company.config, limiter=limiter, retry=retry)

    def _company(self, config: Path) -> Company:
        from gong_async.cli.errands import chosen

        company, *others = chosen(config, [self.company] if self.company else [])
        if others:
            names = ", ".join(each.name for each in (company, *others))
            raise UsageError(f"--company: {config} has several, choose one: {names}")
        return company
