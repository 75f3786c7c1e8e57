"""``python -m gong_async`` is the command ``gong-async``."""

from __future__ import annotations

import sys

from gong_async.cli import main

sys.exit(main())
