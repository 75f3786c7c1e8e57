"""What Gong holds about a person: ``gong.privacy``."""

from __future__ import annotations

from gong_async.arguments import needed, query
from gong_async.endpoint import Endpoint
from gong_async.models import EmailReferences, PhoneReferences, Receipt

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

ERASE_EMAIL = Endpoint(
    operation="purgeEmailAddress",
    method="POST",
    path="/v2/data-privacy/erase-data-for-email-address",
    scope="api:data-privacy:delete",
    returns=Receipt,
    writes=True,
    receipt=True,
    find_out="look with privacy.find_email() some hours later what is left",
)

ERASE_PHONE = Endpoint(
    operation="purgePhoneNumber",
    method="POST",
    path="/v2/data-privacy/erase-data-for-phone-number",
    scope="api:data-privacy:delete",
    returns=Receipt,
    writes=True,
    receipt=True,
    find_out="look with privacy.find_phone() some hours later what is left",
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
        return await self._one(FIND_EMAIL, query=query(**needed(email_address=email_address)))

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
        return await self._one(FIND_PHONE, query=query(**needed(phone_number=phone_number)))

    async def erase_email(self, *, email_address: str, confirm: str) -> Receipt:
        """
        Delete for good what refers to an e-mail address: calls, emails, leads and contacts.

        ``POST /v2/data-privacy/erase-data-for-email-address``, scope
        ``api:data-privacy:delete``.  It takes some hours.  Every call that the person took part
        in goes as a whole.  Delete the person in the CRM and the mail system first, else the
        data comes back.  Gong refuses to delete abnormally much.

        Args:
            email_address: The address of somebody from outside.

            confirm: The same address once more.

        Raises:
            ValueError: If it is no address, or *confirm* is not the same; before any I/O.
        """
        _confirmed("email_address", email_address, confirm)
        return await self._one(ERASE_EMAIL, query=query(**needed(email_address=email_address)))

    async def erase_phone(self, *, phone_number: str, confirm: str) -> Receipt:
        """
        Delete for good the leads and contacts with a phone number, their calls and emails.

        ``POST /v2/data-privacy/erase-data-for-phone-number``, scope
        ``api:data-privacy:delete``.  It takes some hours.  Every call that such a person took
        part in goes as a whole.  Delete the person in the CRM and the mail system first, else
        the data comes back.  Gong refuses to delete abnormally much.

        Args:
            phone_number: A plus, the country's code, and the rest; blanks, dashes and brackets
                do not matter.

            confirm: The same number once more, in the same spelling.

        Raises:
            ValueError: If it does not start with a plus, or *confirm* is not the same; before
                any I/O.
        """
        _confirmed("phone_number", phone_number, confirm)
        return await self._one(ERASE_PHONE, query=query(**needed(phone_number=phone_number)))


def _confirmed(name: str, value: str, confirm: str) -> None:
    if value != confirm:
        raise ValueError(f"confirm must be the same as {name}: what is erased is gone for good")
