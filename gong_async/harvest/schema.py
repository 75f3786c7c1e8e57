"""
The tables of a harvest: their columns, and where in Gong's records each has its value.  Pure.

Every table starts with ``company``.  Ids are text, times UTC text that sorts, lengths carry
their unit in the name, booleans are 0 and 1, lists and objects are JSON text.  A value that
is missing or of the wrong kind is NULL; ``record`` keeps what Gong sent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Literal, TypeAlias

from attrs import frozen

from gong_async.harvest import values
from gong_async.harvest.values import Value

__all__ = ["TABLES", "Column", "Row", "Rows", "Table"]

ColumnType: TypeAlias = Literal["text", "integer", "real"]
Row: TypeAlias = tuple[Value, ...]
Rows: TypeAlias = dict[str, list[Row]]
"""Rows by table, each in the order of the table's columns."""

_Reader: TypeAlias = tuple[Callable[[object], Value], str]

_KINDS: dict[str, tuple[ColumnType, Callable[[object], Value]]] = {
    "flag": ("integer", values.flag),
    "id": ("text", values.identifier),
    "integer": ("integer", values.integer),
    "json": ("text", values.json_text),
    "real": ("real", values.real),
    "text": ("text", values.text),
    "time": ("text", values.time),
}


@frozen
class Column:
    """A column; each may hold NULL."""

    name: str
    type: ColumnType


@frozen
class Table:
    """
    A table.

    Args:
        columns: In order, the first being ``company``.

        key: The columns that tell rows apart.  The id of the call comes first where there is
            one, so that an index over the key finds the rows of a call.

        stream: The stream that brings its rows.
    """

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    stream: str
    _readers: tuple[_Reader, ...]

    @property
    def per_call(self) -> bool:
        """Whether rows belong to a call, and are replaced together with it."""
        return self.stream in ("calls", "transcripts")

    def read(self, source: Mapping[str, object]) -> Row:
        """Return the values of the columns that have theirs straight from an object of Gong's."""
        return tuple([convert(source.get(key)) for convert, key in self._readers])


def _table(name: str, stream: str, key: str, declared: str) -> Table:
    """Read lines of column, kind and key; those without a key have their value from elsewhere."""
    columns = [Column("company", "text")]
    readers: list[_Reader] = []
    for line in declared.strip().splitlines():
        column, kind, *source = line.split()
        kept_as, convert = _KINDS[kind]
        columns.append(Column(column, kept_as))
        readers.extend((convert, each) for each in source)
    return Table(name, tuple(columns), tuple(key.split()), stream, tuple(readers))


def _list(name: str, declared: str) -> Table:
    """Declare a table of parts that each call lists, in the order of that list."""
    lines = f"call_id id\nposition integer\n{declared.strip()}"
    return _table(name, "calls", "call_id company position", lines)


_CALLS = (
    _table("calls", "calls", "call_id company", """
        call_id            id       id
        workspace_id       id       workspaceId
        title              text     title
        started            time     started
        scheduled          time     scheduled
        duration_s         integer  duration
        direction          text     direction
        scope              text     scope
        media              text     media
        system             text     system
        language           text     language
        url                text     url
        primary_user_id    id       primaryUserId
        purpose            text     purpose
        meeting_url        text     meetingUrl
        is_private         flag     isPrivate
        client_unique_id   id       clientUniqueId
        calendar_event_id  id       calendarEventId
        custom_data        text     customData
        sdr_disposition    text     sdrDisposition
        brief              text
        record             json
    """),
    _table("parties", "calls", "call_id company party_id", """
        call_id            id
        party_id           id       id
        speaker_id         id       speakerId
        user_id            id       userId
        name               text     name
        email_address      text     emailAddress
        title              text     title
        phone_number       text     phoneNumber
        affiliation        text     affiliation
    """),
    _list("topics", """
        name               text     name
        duration_s         real     duration
    """),
    _list("structure", """
        name               text     name
        duration_s         real     duration
    """),
    _list("trackers", """
        tracker_id         id       id
        name               text     name
        type               text     type
        count              integer  count
    """),
    _list("tracker_occurrences", """
        tracker_id         id
        phrase             text
        start_s            real     startTime
        speaker_id         id       speakerId
    """),
    _list("key_points", """
        text               text     text
    """),
    _table("highlights", "calls", "call_id company section item", """
        call_id            id
        section            integer
        item               integer
        title              text
        text               text     text
        start_times_s      json     startTimes
    """),
    _table("outline", "calls", "call_id company section item", """
        call_id            id
        section            integer
        item               integer
        title              text
        section_start_s    real
        section_duration_s real
        text               text     text
        start_s            real     startTime
    """),
    _list("outcomes", """
        outcome_id         id       id
        category           text     category
        name               text     name
    """),
    _list("interaction_stats", """
        kind               text
        name               text
        value              real
    """),
    _list("speakers", """
        party_id           id       id
        user_id            id       userId
        talk_time_s        real     talkTime
    """),
    _list("comments", """
        comment_id         id       id
        commenter_user_id  id       commenterUserId
        text               text     comment
        start_s            real     audioStartTime
        end_s              real     audioEndTime
        posted             time     posted
        in_reply_to        id       inReplyTo
        during_call        flag     duringCall
    """),
    _list("crm_objects", """
        party_id           id
        system             text
        object_type        text     objectType
        object_id          id       objectId
        timing             text     timing
        fields             json     fields
    """),
)  # fmt: skip

_TRANSCRIPTS = (
    _table("transcripts", "transcripts", "call_id company", """
        call_id            id
        monologues         integer
        sentences          integer
        harvested_at       time
    """),
    _table("sentences", "transcripts", "call_id company monologue sentence", """
        call_id            id
        monologue          integer
        sentence           integer
        speaker_id         id
        topic              text
        start_ms           integer  start
        end_ms             integer  end
        text               text     text
    """),
)  # fmt: skip

_SNAPSHOTS = (
    _table("users", "users", "user_id company", """
        user_id                   id    id
        email_address             text  emailAddress
        trusted_email_address     text  trustedEmailAddress
        first_name                text  firstName
        last_name                 text  lastName
        title                     text  title
        phone_number              text  phoneNumber
        extension                 text  extension
        active                    flag  active
        created                   time  created
        manager_id                id    managerId
        meeting_consent_page_url  text  meetingConsentPageUrl
        email_aliases             json  emailAliases
        personal_meeting_urls     json  personalMeetingUrls
        conferencing_providers    json  conferencingProviders
        spoken_languages          json  spokenLanguages
        settings                  json  settings
        record                    json
    """),
    _table("workspaces", "workspaces", "workspace_id company", """
        workspace_id              id    id
        name                      text  name
        description               text  description
        record                    json
    """),
)  # fmt: skip

_QUARANTINE = _table("quarantine", "quarantine", "stream company record", """
    stream   text
    problem  text
    record   json
""")  # fmt: skip

TABLES: Mapping[str, Table] = MappingProxyType(
    {table.name: table for table in (*_CALLS, *_TRANSCRIPTS, *_SNAPSHOTS, _QUARANTINE)}
)
"""Every table, by name; first those of a stream's own records, then those of their parts."""
