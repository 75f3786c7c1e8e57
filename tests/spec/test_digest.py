"""The digest keeps the facts of a specification, and says what changed between two."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
import rebuild
from digest import FILE, changes, digest, dumps, load

SPECIFICATION = Path(__file__).parents[3] / "shared" / "gong" / "openapi.json"


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


SMALL: dict[str, Any] = {
    "paths": {
        "/v2/things": {
            "post": {
                "operationId": "listThings",
                "description": "Lists. Requires the scope 'api:things:read', or 'api:all-things'.",
                "parameters": [
                    {"name": "kind", "in": "query", "schema": {"type": "string", "enum": ["A"]}}
                ],
                "requestBody": {"content": {"application/json": {"schema": _ref("Ask")}}},
                "responses": {
                    "200": {"content": {"*/*": {"schema": _ref("Things")}}},
                    "404": {},
                },
            }
        }
    },
    "components": {
        "schemas": {
            "Ask": {
                "required": ["filter"],
                "properties": {
                    "cursor": {"type": "string", "description": "prose"},
                    "filter": {"type": "object"},
                },
            },
            "Things": {
                "properties": {
                    "things": {"type": "array", "items": _ref("Thing")},
                    "names": {"type": "array", "items": {"type": "string"}},
                }
            },
            "Thing": {
                "properties": {
                    "made": {"type": "string", "format": "date-time", "example": 1518863400.0},
                    "size": {"type": "integer", "format": "int32"},
                    "by": {
                        "type": "object",
                        "additionalProperties": {"type": "array", "items": {"type": "boolean"}},
                    },
                }
            },
        }
    },
}


def test_an_operation_is_reduced_to_its_facts() -> None:
    assert digest(SMALL)["operations"] == {
        "listThings": {
            "method": "POST",
            "path": "/v2/things",
            "parameters": {"kind": {"in": "query", "required": False, "type": {"enum": ["A"]}}},
            "body": "#Ask",
            "answers": {"200": "#Things"},
            "cursor": "body",
            "items": {"things": "#Thing"},
            "scopes": ["api:things:read", "api:all-things"],
            "errors": ["404"],
        }
    }


def test_a_schema_is_reduced_to_names_and_types() -> None:
    assert digest(SMALL)["schemas"] == {
        "Ask": {"fields": {"cursor": "string", "filter": "object"}, "required": ["filter"]},
        "Things": {"fields": {"things": ["#Thing"], "names": ["string"]}, "required": []},
        "Thing": {
            "fields": {
                "made": "string date-time",
                "size": "integer int32",
                "by": {"map": ["boolean"]},
            },
            "required": [],
        },
    }


def test_it_is_written_one_schema_a_line_and_always_alike() -> None:
    facts = digest(SMALL)
    text = dumps(facts)
    shuffled = {key: dict(reversed(entries.items())) for key, entries in reversed(facts.items())}
    assert dumps(shuffled) == text
    assert json.loads(text) == facts
    assert (
        len(text.splitlines()) == 1 + 1 + len(facts["operations"]) + 2 + len(facts["schemas"]) + 2
    )
    assert text.isascii()


def test_what_changed_is_told_fact_by_fact() -> None:
    old = digest(SMALL)
    new = copy.deepcopy(old)
    del new["schemas"]["Thing"]["fields"]["size"]
    new["schemas"]["Thing"]["fields"]["kind"] = {"enum": ["A", "B"]}
    new["operations"]["listThings"]["parameters"]["kind"]["type"]["enum"].append("B")
    new["operations"]["listThings"]["cursor"] = None
    assert list(changes(old, new)) == [
        "+ operations listThings cursor = None",
        "- operations listThings cursor = body",
        "+ operations listThings parameters kind type enum[] = B",
        "+ schemas Thing fields kind enum[] = A",
        "+ schemas Thing fields kind enum[] = B",
        "- schemas Thing fields size = integer int32",
    ]
    assert list(changes(old, old)) == []


def test_rebuilding_says_what_changed_and_writes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = tmp_path / "digest.json"
    source = tmp_path / "openapi.json"
    source.write_text(json.dumps(SMALL), encoding="utf-8")
    monkeypatch.setattr("digest.FILE", kept)
    monkeypatch.setattr(rebuild, "FILE", kept)
    rebuild.main([str(source)])
    assert "+ operations listThings path = /v2/things" in capsys.readouterr().out
    assert json.loads(kept.read_text(encoding="utf-8")) == digest(SMALL)
    rebuild.main([str(source)])
    assert capsys.readouterr().out == "nothing changed\n"


def test_a_specification_that_is_not_there_is_told_in_a_line(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match=r"there is no file \S*openapi.json; give the path of"):
        rebuild.main([str(tmp_path / "openapi.json")])


def test_the_digest_kept_holds_the_whole_specification() -> None:
    facts = load()
    assert (len(facts["operations"]), len(facts["schemas"])) == (67, 237)
    assert FILE.read_text(encoding="utf-8") == dumps(facts)


@pytest.mark.skipif(not SPECIFICATION.exists(), reason="the specification is not beside this")
def test_the_digest_kept_is_up_to_date() -> None:
    new = digest(json.loads(SPECIFICATION.read_text(encoding="utf-8")))
    assert list(changes(load(), new)) == []
