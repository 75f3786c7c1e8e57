"""What Gong holds about a person: ``gong.privacy``."""

from __future__ import annotations

from gong_async.converters import query
from gong_async.endpoint import Endpoint
from gong_async.models import EmailReferences, PhoneReferences

from ._base import Resource

__all__ = ["Privacy"]

FIND_EMAIL = Endpoint(
    operation="findAllReferencesToEmailAddress",
    method="GET",
    path="/v2/data-privacy/data-for-email-address",
    scope="api:data-privacy:read",
    returns=EmailReferences,
)

FIND_PHONE = Endpoint(
    operation="findAllReferencesToPhoneNumber",
    method="GET",
    path="/v2/data-privacy/data-for-phone-number",
    scope="api:data-privacy:read",
    returns=PhoneReferences,
)


class Privacy(Resource):
    """What Gong holds about a person."""

    async def find_email(self, email_address: str) -> EmailReferences:
        """
        Find everything that refers to an e-mail address.

        ``GET /v2/data-privacy/data-for-email-address``, scope ``api:data-privacy:read``.  The
        lists are empty for an address that Gong does not know.

        Args:
            email_address: The address of somebody from outside: Gong refuses those of users.

        Raises:
            ValueError: If it is no address; before any I/O.
        """
        return await self._one(FIND_EMAIL, query=query(email_address=email_address))

    async def find_phone(self, phone_number: str) -> PhoneReferences:
        """
        Find everything that refers to a phone number.

        ``GET /v2/data-privacy/data-for-phone-number``, scope ``api:data-privacy:read``.  The
        lists are empty for a number that Gong does not know.

        Args:
            phone_number: A plus, the country's code, and the rest; blanks, dashes and brackets
                do not matter.

        Raises:
            ValueError: If it does not start with a plus; before any I/O.
        """
        return await self._one(FIND_PHONE, query=query(phone_number=phone_number))
