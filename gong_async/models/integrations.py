"""Where Gong lets other pages be shown inside its own."""

from __future__ import annotations

from attrs import define, field

from ._base import FOREIGN, OpenEnum, schema

__all__ = ["IntegrationType", "IntegrationTypeSettings"]


class IntegrationType(OpenEnum):
    """The part of Gong that shows the page."""

    EMAIL_COMPOSER = "EMAIL_COMPOSER"
    ACCOUNT_PAGES = "ACCOUNT_PAGES"
    DIALER = "DIALER"


@schema("IntegrationTypeSettings")
@define(kw_only=True)
class IntegrationTypeSettings:
    """
    An origin whose pages one part of Gong may show.

    Args:
        allowed_origin: Such as ``https://acme.partner.com``.
    """

    integration_type: IntegrationType
    allowed_origin: str = field(metadata=FOREIGN)
