"""
The facts of Gong's specification that code can be held to, without its prose.

A type is ``"string"``, ``"string date-time"``, ``"integer int64"``, ``"object"`` (any JSON) or so;
``"#Name"`` is another schema, ``[type]`` a list, ``{"map": type}`` a map from text,
``{"enum": [...]}`` text out of a closed list, ``{"fields": {...}, "required": [...]}`` an object.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("digest.json")

_SCOPE = re.compile(r"api(?::[a-z0-9-]+)+")


def load() -> dict[str, Any]:
    """Read the digest that is kept with the tests."""
    return json.loads(FILE.read_text(encoding="utf-8"))


def digest(specification: dict[str, Any]) -> dict[str, Any]:
    """Reduce an OpenAPI document to its facts."""
    schemas = {
        name: _object(schema) for name, schema in specification["components"]["schemas"].items()
    }
    operations = {
        operation["operationId"]: _operation(method, path, operation, schemas)
        for path, methods in specification["paths"].items()
        for method, operation in methods.items()
    }
    return {"operations": operations, "schemas": schemas}


def dumps(facts: dict[str, Any]) -> str:
    """Write a digest down, one operation or schema a line, always in the same way."""
    sections = []
    for section, entries in sorted(facts.items()):
        lines = [
            f"{json.dumps(name)}: {json.dumps(entry, ensure_ascii=False, sort_keys=True)}"
            for name, entry in sorted(entries.items())
        ]
        sections.append(f"{json.dumps(section)}: {{\n" + ",\n".join(lines) + "\n}")
    return "{\n" + ",\n".join(sections) + "\n}\n"


def changes(old: dict[str, Any], new: dict[str, Any]) -> Iterator[str]:
    """Say what *new* adds to *old*, and what it takes away, fact by fact."""
    before, after = set(_facts(old)), set(_facts(new))
    for fact in sorted(before ^ after):
        yield f"{'+' if fact in after else '-'} {fact}"


def _facts(value: Any, path: str = "") -> Iterator[str]:
    """Spell a digest out, one fact a line; lists are sets here."""
    if value and isinstance(value, dict):
        for key, inner in value.items():
            yield from _facts(inner, f"{path} {key}".lstrip())
    elif value and isinstance(value, list):
        for inner in value:
            yield from _facts(inner, f"{path}[]")
    else:
        yield f"{path} = {value}"


def _operation(
    method: str, path: str, operation: dict[str, Any], schemas: dict[str, Any]
) -> dict[str, Any]:
    parameters = {
        parameter["name"]: {
            "in": parameter["in"],
            "required": parameter.get("required", False),
            "type": _type(parameter["schema"]),
        }
        for parameter in operation.get("parameters", ())
    }
    body = _content(operation.get("requestBody", {}))
    answers = {
        status: _content(answer)
        for status, answer in operation["responses"].items()
        if status.startswith("2")
    }
    answer = schemas.get(str(next(iter(answers.values()))).removeprefix("#"), {})
    return {
        "method": method.upper(),
        "path": path,
        "parameters": parameters,
        "body": body,
        "answers": answers,
        "cursor": _cursor_place(parameters, schemas.get(str(body).removeprefix("#"), {})),
        "items": _items(answer),
        "scopes": list(dict.fromkeys(_SCOPE.findall(operation["description"]))),
        "errors": sorted(status for status in operation["responses"] if not status.startswith("2")),
    }


def _items(answer: dict[str, Any]) -> dict[str, str]:
    """Find the lists of objects in an answer: each one's key, and the schema of an item."""
    return {
        key: kind[0]
        for key, kind in answer.get("fields", {}).items()
        if isinstance(kind, list) and isinstance(kind[0], str) and kind[0].startswith("#")
    }


def _cursor_place(parameters: dict[str, Any], body: dict[str, Any]) -> str | None:
    if "cursor" in parameters:
        return str(parameters["cursor"]["in"])
    return "body" if "cursor" in body.get("fields", {}) else None


def _content(part: dict[str, Any]) -> Any:
    """Return the type of a body, whatever its media type; None where there is none."""
    for media in part.get("content", {}).values():
        return _type(media["schema"])
    return None


def _object(schema: dict[str, Any]) -> dict[str, Any]:
    fields = {name: _type(kind) for name, kind in schema.get("properties", {}).items()}
    return {"fields": fields, "required": sorted(schema.get("required", ()))}


def _type(schema: dict[str, Any]) -> Any:
    if "$ref" in schema:
        return "#" + schema["$ref"].rpartition("/")[2]
    if "enum" in schema:
        return {"enum": schema["enum"]}
    if schema["type"] == "array":
        return [_type(schema["items"])]
    if "additionalProperties" in schema:
        return {"map": _type(schema["additionalProperties"])}
    if "properties" in schema:
        return _object(schema)
    return f"{schema['type']} {schema.get('format', '')}".rstrip()
