"""What a commit makes of the files in a folder: some new, some without what has left them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path

from attrs import define, field

from gong_async.harvest.schema import Row
from gong_async.harvest.sinks.catalog import Catalog, sync
from gong_async.harvest.sinks.folder_names import late_name, list_name, window_name
from gong_async.harvest.sinks.folder_parts import File, Part
from gong_async.harvest.sinks.folder_staging import (
    StagedFile,
    StagedWindow,
    Staging,
    kept,
    remove,
    seal,
)
from gong_async.harvest.state import Committed, Mark

__all__ = ["Commit"]


@define(eq=False)
class Commit:
    """
    One commit, to be prepared within a transaction of the catalog.

    Each subject that is staged leaves the file that has it, and so does each that Gong has no
    more: those files are written again without it.  What else the commit's own files had before
    stays in them.

    Args:
        root: The output.
    """

    root: Path
    catalog: Catalog
    staging: Staging
    window_key: int
    window: StagedWindow
    mark: Mark
    _rows: Counter[str] = field(factory=Counter[str], init=False)
    _restaged: bool = field(default=False, init=False)
    _composed: list[StagedFile] = field(factory=list[StagedFile], init=False)

    def prepare(self) -> Committed:
        """Write all files to the disk, and tell the catalog what is to become of them."""
        parts, company = self.catalog.parts, self.mark.company
        parts.forget_moves()
        removed = parts.choose(self.window_key, self.mark)
        self._restaged = parts.restaged(self.window_key)
        name = self._name()
        streams = set(map(self.staging.format.stream, self.window.files))
        for part in parts.touched(company, name, streams):
            self._renew(part, self.window.files if part.name == name else {})
        sync(self.staging.path)
        arrived = [
            str(json.loads(subject)[0])
            for stream, subject in parts.staged(self.window_key)
            if stream == "transcripts"
        ]
        parts.settle(self.window_key, company, name)
        parts.unstage(self.window_key)
        self.catalog.state.apply(self.mark, [*arrived, *removed])
        return Committed(
            rows={folder: count for folder, count in self._rows.items() if count},
            mended=self.window.mended,
            removed=len(removed),
        )

    def undo(self) -> None:
        """Remove what :meth:`prepare` has written besides what was staged."""
        for file in self._composed:
            remove(file)

    def _name(self) -> str:
        if self.mark.window is not None:
            return window_name(self.mark.window)
        if self.mark.exact:
            return list_name()
        return late_name(map(" ".join, self.catalog.parts.staged(self.window_key)))

    def _renew(self, part: Part, staged: dict[str, StagedFile]) -> None:
        parts, stream = self.catalog.parts, self.staging.format.stream
        gone, outlasts, old = parts.gone(part), parts.outlasts(part), parts.files(part)
        fresh = {name: file for name, file in staged.items() if stream(name) == part.stream}
        if not gone and not fresh:
            return
        for folder in dict.fromkeys((*fresh, *old)):
            before = old.get(folder)
            carried = before if outlasts else None
            file = self._file(part, folder, fresh.get(folder), carried, gone)
            if file is not None and file.rows:
                sealed = seal(file)
                path = self.staging.format.layout.path(folder, part.company, part.name)
                listed = File(folder, path, sealed.length, sealed.digest)
                parts.put(part, listed, sealed.path.name)
            elif before is not None:
                parts.drop(before)

    def _file(
        self,
        part: Part,
        folder: str,
        fresh: StagedFile | None,
        carried: File | None,
        gone: set[str],
    ) -> StagedFile | None:
        """Return the new file of a part in a folder; None if there is nothing for it."""
        if carried is None and not (fresh and self._restaged):
            self._rows[folder] += fresh.rows if fresh else 0
            return fresh
        groups: list[Iterable[Sequence[Row]]] = []
        if fresh is not None:
            fresh.writer.close()
            groups.append(self._counted(folder, self._latest(part.stream, folder, fresh)))
        if carried is not None:
            read = self.staging.format.read(folder, self.root / carried.path)
            groups.append(kept(self.staging.format, folder, read, gone))
        file = self.staging.compose(folder, chain.from_iterable(groups))
        self._composed.append(file)
        return file

    def _latest(self, stream: str, folder: str, file: StagedFile) -> Iterator[Sequence[Row]]:
        """Yield of each staged subject what the last page with it has brought."""
        parts = self.catalog.parts
        return self.staging.read(
            folder, file, lambda page: parts.stale(self.window_key, stream, page)
        )

    def _counted(self, folder: str, groups: Iterable[Sequence[Row]]) -> Iterator[Sequence[Row]]:
        for group in groups:
            self._rows[folder] += len(group)
            yield group
