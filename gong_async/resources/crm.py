"""A CRM of the company's own: ``gong.crm``."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from attrs import evolve

from gong_async.arguments import needed, query, several, wire
from gong_async.endpoint import Endpoint, ListEndpoint
from gong_async.models import (
    AcceptedRequest,
    CrmField,
    CrmIntegration,
    CrmObjects,
    CrmObjectType,
    CrmSchema,
    CrmUploadType,
    Receipt,
    Registration,
    RequestStatus,
)
from gong_async.polling import poll
from gong_async.upload import Progress, Source, Upload

from ._base import Resource, at_most

__all__ = ["Crm"]

_MOST_OBJECTS = 100
_MOST_BYTES = 200_000_000

INTEGRATIONS = ListEndpoint(
    operation="listGenericCrmIntegration",
    method="GET",
    path="/v2/crm/integrations",
    scope="api:crm:integrations:read",
    returns=CrmIntegration,
    items="integrations",
)

REGISTER_INTEGRATION = Endpoint(
    operation="registerGenericCrmIntegration",
    method="PUT",
    path="/v2/crm/integrations",
    scope="api:crm:integration:register",
    returns=Registration,
    writes=True,
    find_out="look for it with crm.integrations()",
)

DELETE_INTEGRATION = Endpoint(
    operation="deleteGenericCrmIntegration",
    method="DELETE",
    path="/v2/crm/integrations",
    scope="api:crm:integration:delete",
    returns=AcceptedRequest,
    writes=True,
    find_out="ask with crm.request_status() and the same client_request_id",
)

SCHEMA = Endpoint(
    operation="listCrmSchemaFields",
    method="GET",
    path="/v2/crm/entity-schema",
    scope="api:crm:schema",
    returns=CrmSchema,
)

UPLOAD_SCHEMA = Endpoint(
    operation="uploadCrmSchemaField",
    method="POST",
    path="/v2/crm/entity-schema",
    scope="api:crm:schema",
    returns=Receipt,
    writes=True,
    receipt=True,
    find_out="look at the fields with crm.schema(), or send all of them again: they are set,"
    " not added",
)

OBJECTS = Endpoint(
    operation="getCrmObjects",
    method="GET",
    path="/v2/crm/entities",
    scope="api:crm:get-objects",
    returns=CrmObjects,
)

UPLOAD = Endpoint(
    operation="uploadCrmData",
    method="POST",
    path="/v2/crm/entities",
    scope="api:crm:upload",
    returns=AcceptedRequest,
    writes=True,
    find_out="ask with crm.request_status() and the same client_request_id, or send it again with"
    " that: ConflictError then says that Gong has it",
)

REQUEST_STATUS = Endpoint(
    operation="getRequestStatus",
    method="GET",
    path="/v2/crm/request-status",
    scope="api:crm:upload",
    returns=RequestStatus,
    reports_errors=True,
)


class Crm(Resource):
    """
    A CRM that Gong has no connection of its own to.

    Register an integration, tell which fields its objects have, then upload the objects: users
    and stages, accounts, contacts, leads and deals.  Gong reads a file in its own time.
    """

    async def integrations(self) -> list[CrmIntegration]:
        """
        List the integration, if there is one: a company can have a single one.

        ``GET /v2/crm/integrations``, scope ``api:crm:integrations:read``.
        """
        return await self._list(INTEGRATIONS)

    async def register_integration(self, *, owner_email: str, name: str) -> Registration:
        """
        Register an integration; its id is what everything else here asks for.

        ``PUT /v2/crm/integrations``, scope ``api:crm:integration:register``.

        Args:
            owner_email: Whoever is responsible for it.

            name: What it is called.

        Raises:
            ValueError: If the address is none, or the name is empty; before any I/O.

            ConflictError: If there is one already, of whatever kind.
        """
        return await self._one(
            REGISTER_INTEGRATION, body=wire(**needed(owner_email=owner_email, name=name))
        )

    async def delete_integration(
        self, *, integration_id: str, client_request_id: str
    ) -> AcceptedRequest:
        """
        Delete an integration with all of its objects; that can take a day.

        ``DELETE /v2/crm/integrations``, scope ``api:crm:integration:delete``.

        Args:
            integration_id: The integration.

            client_request_id: A new name for this request: letters, digits, dashes and
                underscores.  :meth:`wait` takes it.

        Raises:
            ValueError: If the id is not digits, or the name is none; before any I/O.

            ConflictError: If the name was used already.
        """
        return await self._one(
            DELETE_INTEGRATION,
            query=_named(integration_id, client_request_id),
        )

    async def schema(self, *, integration_id: str, object_type: CrmObjectType) -> CrmSchema:
        """
        Fetch the fields that Gong shows of objects of one type.

        ``GET /v2/crm/entity-schema``, scope ``api:crm:schema``.

        Args:
            integration_id: The integration.

            object_type: The type of the objects.

        Raises:
            ValueError: If the id is not digits; before any I/O.
        """
        return await self._one(SCHEMA, query=_of(integration_id, object_type))

    async def upload_schema(
        self, *, integration_id: str, object_type: CrmObjectType, fields: Sequence[CrmField]
    ) -> Receipt:
        """
        Set the fields that Gong shows of objects of one type.

        ``POST /v2/crm/entity-schema``, scope ``api:crm:schema``.

        Args:
            integration_id: The integration.

            object_type: The type of the objects.

            fields: All fields, those that Gong has already among them, else it refuses.  One
                that is to go says ``is_deleted``; one of another type than before is emptied.

        Raises:
            ValueError: If the id is not digits, or a field lacks what it needs; before any I/O.
        """
        sendable = [_sendable(field) for field in several(CrmField, fields=fields)]
        return await self._one(
            UPLOAD_SCHEMA,
            query=_of(integration_id, object_type),
            body=wire(fields=sendable)["fields"],
        )

    async def objects(
        self, *, integration_id: str, object_type: CrmObjectType, crm_ids: Collection[str]
    ) -> CrmObjects:
        """
        Fetch objects as Gong has them: a look at what became of an upload, says Gong.

        ``GET /v2/crm/entities``, scope ``api:crm:get-objects``.

        Args:
            integration_id: The integration.

            object_type: The type of the objects.

            crm_ids: Their ids in the CRM, 100 at most.  An empty collection finds nothing and
                sends nothing.

        Raises:
            ValueError: If the id of the integration is not digits, or there are too many ids
                or empty ones; before any I/O.
        """
        place = _of(integration_id, object_type)
        ids = at_most(_MOST_OBJECTS, crm_ids=crm_ids)
        if not all(ids):
            raise ValueError("crm_ids must be a list of ids, none of them empty")
        return await self._one(OBJECTS, query=place, body=ids) if ids else CrmObjects()

    async def upload(
        self,
        *,
        integration_id: str,
        object_type: CrmUploadType,
        client_request_id: str,
        data: Source,
        progress: Progress | None = None,
    ) -> AcceptedRequest:
        """
        Upload objects of one type: those with a new id are added, the others changed.

        ``POST /v2/crm/entities``, scope ``api:crm:upload``.  Gong only takes the file here;
        :meth:`wait` tells what became of it.

        Args:
            integration_id: The integration.

            object_type: The type of all objects in the file.

            client_request_id: A new name for this file: letters, digits, dashes and
                underscores.  Gong takes no second file under the same name.

            data: The path of the file, or an async iterable of its bytes: a JSON object a
                line, 200 MB at most.  It is streamed.  A stream is only sent again if nothing
                was read from it yet.

            progress: Called after each piece with the bytes sent and their number in all,
                which is None for a stream.

        Raises:
            ValueError: If the id is not digits, the name is none, or the file is empty or too
                large; before any I/O, but for streams.  If the file is written to meanwhile.

            ConflictError: If the name was used already: Gong has that file.
        """
        return await self._one(
            UPLOAD,
            query=_of(integration_id, object_type) | _named(integration_id, client_request_id),
            upload=Upload("dataFile", data, _MOST_BYTES, progress),
        )

    async def request_status(self, *, integration_id: str, client_request_id: str) -> RequestStatus:
        """
        Ask how far Gong is with a file, or with the end of an integration.

        ``GET /v2/crm/request-status``, scope ``api:crm:upload``.

        Args:
            integration_id: The integration.

            client_request_id: The name that the request was given.

        Raises:
            ValueError: If the id is not digits, or the name is none; before any I/O.
        """
        return await self._one(
            REQUEST_STATUS,
            query=_named(integration_id, client_request_id),
        )

    async def wait(
        self, *, integration_id: str, client_request_id: str, within: float = 600.0
    ) -> RequestStatus:
        """
        Wait until Gong is through with a file, or with the end of an integration.

        Asks ``GET /v2/crm/request-status``, scope ``api:crm:upload``, after 1 s, then ever more
        rarely up to once in 30 s.

        Args:
            integration_id: The integration.

            client_request_id: The name that the request was given.

            within: Seconds to wait at most; the end of an integration can take a day.

        Returns:
            The last status, ``DONE`` or ``FAILED`` with what is wrong with the file.

        Raises:
            ValueError: If the id is not digits, or the name is none; before any I/O.

            TimeoutError: If Gong is not through by then.
        """

        async def ask() -> RequestStatus:
            return await self.request_status(
                integration_id=integration_id, client_request_id=client_request_id
            )

        return await poll(ask, lambda status: status.is_over, within=within)


def _of(integration_id: str, object_type: str) -> dict[str, str]:
    return query(**needed(integration_id=integration_id, object_type=object_type))


def _named(integration_id: str, client_request_id: str) -> dict[str, str]:
    return query(**needed(integration_id=integration_id, client_request_id=client_request_id))


def _sendable(field: CrmField) -> CrmField:
    """Name *field* as Gong asks for it, and check that it has what it needs."""
    named = evolve(field, unique_name=field.unique_name or field.name, name=None)
    if not (named.unique_name and named.label and named.type):
        raise ValueError("each of fields needs a unique_name, a label and a type")
    if named.type == "REFERENCE" and not named.reference_to:
        raise ValueError("a REFERENCE among the fields needs a reference_to")
    if named.type == "PICKLIST" and not named.ordered_value_list:
        raise ValueError("a PICKLIST among the fields needs an ordered_value_list")
    return named
