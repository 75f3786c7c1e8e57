"""
Rebuild the digest from Gong's specification, and say what changed.

    python tests/spec/rebuild.py [openapi.json]
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from digest import FILE, changes, digest, dumps, load

ROOT = Path(__file__).parents[2]


def main(arguments: list[str]) -> None:
    """Rebuild the digest from the file named, else from the one beside the repository."""
    source = Path(arguments[0]) if arguments else ROOT.parent / "shared" / "gong" / "openapi.json"
    if not source.is_file():
        sys.exit(f"there is no file {source}; give the path of Gong's specification")
    new = digest(json.loads(source.read_text(encoding="utf-8")))
    old = load() if FILE.exists() else {"operations": {}, "schemas": {}}
    found = list(changes(old, new))
    print("\n".join(found) or "nothing changed")
    FILE.write_text(dumps(new), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
