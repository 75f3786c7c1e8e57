"""
What people say on calls, as plain text.

A line `== name | Topic` opens a scene; Gong shows its topic.  Under it stand exchanges,
parted by blank lines: `> ` the exchange in one sentence, then its turns.  `R` is the host,
`S` a colleague of the host, `B` the main contact of the customer, `C` another one.  `{slot}`
is filled for the call, `[one|other]` is chosen by the dice.
"""

from __future__ import annotations

from gong_async.sim.scripts import customer, deal, discovery, meeting, phone, product

SCRIPT = "\n".join(part.SCRIPT for part in (meeting, discovery, product, deal, customer, phone))
