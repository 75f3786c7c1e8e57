"""What Gong says to a write that has nothing to show: that it took it."""

from __future__ import annotations

from attrs import define

from ._base import schema

__all__ = ["AcceptedRequest", "Receipt", "Registration"]


@schema("BaseResponse")
@schema("EventAcceptedResponse")
@schema("SchemaUpdateResponse")
@define(kw_only=True)
class Receipt:
    """
    Gong carried it out.

    Attributes:
        request_id: Gong's name for the request.
    """

    request_id: str | None = None


@schema("RegisterGenericCrmResponse")
@define(kw_only=True)
class Registration:
    """
    Gong took it.

    Attributes:
        integration_id: The id of an integration that was registered; None for anything else.

        request_id: Gong's name for the request.
    """

    integration_id: str | None = None
    request_id: str | None = None


@schema("AsyncProcessingResponse")
@define(kw_only=True)
class AcceptedRequest:
    """
    Gong took it, and will carry it out in its own time.

    Attributes:
        client_request_id: The name that was sent along, to ask with how far Gong is.

        request_id: Gong's name for the request.
    """

    client_request_id: str | None = None
    request_id: str | None = None
