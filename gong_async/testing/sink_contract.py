"""The whole contract between a harvest and an output."""

from __future__ import annotations

from gong_async.testing.record_rules import RecordRules
from gong_async.testing.state_rules import StateRules
from gong_async.testing.window_rules import WindowRules

__all__ = ["SinkContract"]


class SinkContract(WindowRules, StateRules, RecordRules):
    """
    Tests of all that a :class:`gong_async.harvest.Sink` must do.

    Subclass it in a test module, and say how to make the output and how to read it::

        from gong_async.testing import SinkContract


        class TestMySink(SinkContract):
            def make(self, path):
                return MySink(path)

            def read(self, path, table):
                return rows_of(path, table)

    Set ``name`` if the path must end in a certain way, as in ``name = "acme.db"``.  An output
    that keeps no tables sets ``tabular = False`` and overrides ``calls``, ``said`` and
    ``users`` in the place of ``read``.

    One of the tests kills a process that has the output open; for it, whatever ``make``
    returns goes there by pickle, and its class must be one that can be imported.
    """
