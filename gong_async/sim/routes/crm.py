"""A CRM that the company connects itself."""

from __future__ import annotations

import re
from typing import Any

from gong_async.sim.answers import RefusedError
from gong_async.sim.arguments import Arguments
from gong_async.sim.backend import Asked, Backend
from gong_async.sim.crm_file import read
from gong_async.sim.own_crm import OBJECT_TYPES, UPLOAD_TYPES, Integration, OwnCrm
from gong_async.sim.route import route
from gong_async.sim.shapes import is_object

__all__ = ["ROUTES"]

_MOST_OBJECTS = 100
_REQUEST_ID = re.compile(r"[A-Za-z0-9_-]+")
_FIELD_TYPES = (
    *("DATE", "DATETIME", "NUMBER", "PERCENT", "CURRENCY", "ID", "URL", "STRING", "BOOLEAN"),
    *("PHONENUMBER", "EMAILADDRESS", "PICKLIST", "REFERENCE", "STRINGARRAY"),
)
_REFERRED = (*OBJECT_TYPES, "USER")

Json = dict[str, Any]


async def list_integrations(backend: Backend, _asked: Asked) -> Json:
    """GET /v2/crm/integrations"""
    crm = backend.state(OwnCrm)
    crm.go_on()
    there = crm.integration
    if there is None:
        return {"integrations": []}
    about = {"integrationId": there.id, "ownerEmail": there.owner_email, "name": there.name}
    return {"integrations": [about]}


async def register(backend: Backend, asked: Asked) -> Json:
    """PUT /v2/crm/integrations"""
    owner_email, name = asked.body.required_text("ownerEmail"), asked.body.required_text("name")
    crm = backend.state(OwnCrm)
    if crm.integration is not None:
        raise RefusedError(409, "An active integration already exists")
    return {"integrationId": crm.register(owner_email, name)}


async def delete(backend: Backend, asked: Asked) -> Json:
    """DELETE /v2/crm/integrations"""
    integration = _integration(backend, asked.query)
    request_id = _new_request(backend, integration, asked.query)
    backend.state(OwnCrm).delete(integration, request_id)
    return {"clientRequestId": request_id}


async def list_fields(backend: Backend, asked: Asked) -> Json:
    """GET /v2/crm/entity-schema: of one type, or of all"""
    integration = _integration(backend, asked.query)
    wanted = asked.query.text("objectType") and asked.query.choice("objectType", OBJECT_TYPES)
    types = [wanted] if wanted else OBJECT_TYPES
    fields = {type_: list(integration.fields.get(type_, {}).values()) for type_ in types}
    return {"objectTypeToSelectedFields": fields}


async def upload_fields(backend: Backend, asked: Asked) -> Json:
    """POST /v2/crm/entity-schema: all fields, those that are there already too"""
    integration = _integration(backend, asked.query)
    object_type = _object_type(asked.query, OBJECT_TYPES)
    fields = [_field(number, one) for number, one in enumerate(asked.array)]
    names = {one["name"] for one in fields}
    if missing := sorted(integration.fields.get(object_type, {}).keys() - names):
        text = f"All fields must be included in the schema, these are missing: {missing}"
        raise RefusedError(400, text)
    integration.set_fields(object_type, fields)
    return {}


def _field(number: int, sent: Any) -> Json:
    if not is_object(sent):
        raise RefusedError(400, f"[{number}]: must be an object")
    arguments = Arguments(sent, "body", f"[{number}].")
    arguments.require("uniqueName", "label", "type")
    type_ = arguments.choice("type", _FIELD_TYPES)
    if type_ == "REFERENCE":
        arguments.require("referenceTo")
        arguments.choice("referenceTo", _REFERRED)
    if type_ == "PICKLIST" and not arguments.flag("isDeleted"):
        arguments.required_texts("orderedValueList")
    return {
        "name": arguments.text("uniqueName"),
        "label": arguments.text("label"),
        "type": type_,
        "lastModified": arguments.text("lastModified"),
        "isDeleted": arguments.flag("isDeleted"),
        "referenceTo": arguments.text("referenceTo"),
        "orderedValueList": arguments.texts("orderedValueList"),
    }


async def list_objects(backend: Backend, asked: Asked) -> Json:
    """GET /v2/crm/entities, with the ids in its body; the first hundred are looked for"""
    if asked.sent.media_type != "application/json":
        raise RefusedError(415, "Unsupported Media Type")
    object_ids = asked.array
    integration = _integration(backend, asked.query)
    object_type = _object_type(asked.query, OBJECT_TYPES)
    if not all(isinstance(object_id, str) for object_id in object_ids):
        raise RefusedError(400, "Json parse error")
    backend.state(OwnCrm).go_on()
    there = integration.objects.get(object_type, {})
    return {"crmObjectsMap": {id_: there.get(id_) for id_ in object_ids[:_MOST_OBJECTS]}}


async def upload(backend: Backend, asked: Asked) -> Json:
    """POST /v2/crm/entities"""
    integration = _integration(backend, asked.query)
    object_type = _object_type(asked.query, UPLOAD_TYPES)
    file = await read(asked.part("dataFile").content, object_type)
    request_id = _new_request(backend, integration, asked.query)
    backend.state(OwnCrm).upload(integration, request_id, object_type, file)
    return {"clientRequestId": request_id}


async def get_request(backend: Backend, asked: Asked) -> Json:
    """GET /v2/crm/request-status; of an integration that is gone by now as well"""
    integration_id = int(asked.query.int64("integrationId"))
    request_id = asked.query.required_text("clientRequestId")
    crm = backend.state(OwnCrm)
    if not crm.knows(integration_id, request_id):
        raise asked.query.wrong("clientRequestId", "was not found")
    crm.go_on()
    return crm.told(integration_id, request_id)


def _integration(backend: Backend, query: Arguments) -> Integration:
    integration_id = int(query.int64("integrationId"))
    there = backend.state(OwnCrm).integration
    if there is None or there.id != integration_id:
        raise query.wrong("integrationId", "was not found")
    return there


def _object_type(query: Arguments, types: tuple[str, ...]) -> str:
    query.require("objectType")
    return query.choice("objectType", types)


def _new_request(backend: Backend, integration: Integration, query: Arguments) -> str:
    request_id = query.required_text("clientRequestId")
    if not _REQUEST_ID.fullmatch(request_id):
        raise query.wrong("clientRequestId", "may have letters, numbers, dashes and underscores")
    if backend.state(OwnCrm).knows(integration.id, request_id):
        raise RefusedError(409, "Client request id has already been used")
    return request_id


_FIELDS = "crm/entity-schema"

ROUTES = (
    route("GET crm/integrations", "crm:integrations:read", list_integrations),
    route("PUT crm/integrations", "crm:integration:register", register),
    route("DELETE crm/integrations", "crm:integration:delete", delete, status=201),
    route(f"GET {_FIELDS}", "crm:schema", list_fields, renamed={"name": "uniqueName"}),
    route(f"POST {_FIELDS}", "crm:schema", upload_fields),
    route("GET crm/entities", "crm:get-objects", list_objects),
    route("POST crm/entities", "crm:upload", upload, status=201),
    route("GET crm/request-status", "crm:upload", get_request),
)
