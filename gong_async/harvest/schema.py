"""
The tables of a harvest: their columns, and where in Gong's records each has its value.  Pure.

Every table starts with ``company``.  Ids are text, times UTC text that sorts, days ``YYYY-MM-DD``
in the company's time zone, lengths carry their unit in the name, booleans are 0 and 1, lists and
objects are JSON text.  A value that is missing or of the wrong kind is NULL; ``record`` keeps
what Gong sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from gong_async.harvest.table import Column, Row, Rows, Table, list_table, table

__all__ = ["TABLES", "Column", "Row", "Rows", "Table"]


def _list(name: str, declared: str) -> Table:
    return list_table(name, "calls", "call_id", declared)


_CALLS = (
    table("calls", "calls", "call_id company", """
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
    table("parties", "calls", "call_id company party_id", """
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
    table("highlights", "calls", "call_id company section item", """
        call_id            id
        section            integer
        item               integer
        title              text
        text               text     text
        start_times_s      json     startTimes
    """),
    table("outline", "calls", "call_id company section item", """
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
    table("transcripts", "transcripts", "call_id company", """
        call_id            id
        monologues         integer
        sentences          integer
        harvested_at       time
    """),
    table("sentences", "transcripts", "call_id company monologue sentence", """
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
    table("users", "users", "user_id company", """
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
    table("workspaces", "workspaces", "workspace_id company", """
        workspace_id              id    id
        name                      text  name
        description               text  description
        record                    json
    """),
)  # fmt: skip

_SETTINGS = (
    table("scorecards", "scorecards", "scorecard_id company", """
        scorecard_id              id       scorecardId
        workspace_id              id       workspaceId
        name                      text     scorecardName
        enabled                   flag     enabled
        review_method             text     reviewMethod
        created                   time     created
        updated                   time     updated
        updater_user_id           id       updaterUserId
        record                    json
    """),
    list_table("scorecard_questions", "scorecards", "scorecard_id", """
        question_id               id       questionId
        question_revision_id      id       questionRevisionId
        text                      text     questionText
        is_overall                flag     isOverall
        type                      text     questionType
        answer_guide              text     answerGuide
        min_range                 integer  minRange
        max_range                 integer  maxRange
        answer_options            json     answerOptions
    """),
    table("tracker_definitions", "trackers", "tracker_id company", """
        tracker_id                id       trackerId
        workspace_id              id       workspaceId
        name                      text     trackerName
        affiliation               text     affiliation
        part_of_question          flag     partOfQuestion
        said_at                   text     saidAt
        said_at_interval          integer  saidAtInterval
        said_at_unit              text     saidAtUnit
        said_in_topics            json     saidInTopics
        language_keywords         json     languageKeywords
        filter_query              text     filterQuery
        created                   time     created
        creator_user_id           id       creatorUserId
        updated                   time     updated
        updater_user_id           id       updaterUserId
        record                    json
    """),
    table("library_folders", "library", "folder_id company", """
        folder_id                 id       id
        workspace_id              id       workspaceId
        parent_folder_id          id       parentFolderId
        name                      text     name
        created_by_user_id        id       createdBy
        updated                   time     updated
        record                    json
    """),
    list_table("library_calls", "library", "folder_id", """
        call_id                   id       id
        title                     text     title
        note                      text     note
        added_by_user_id          id       addedBy
        added                     time     created
        url                       text     url
        from_s                    integer  snippet.fromSec
        to_s                      integer  snippet.toSec
    """),
    table("flows", "flows", "flow_id company", """
        flow_id                   id       id
        name                      text     name
        folder_id                 id       folderId
        folder_name               text     folderName
        visibility                text     visibility
        created                   time     creationDate
        exclusive                 flag     exclusive
        owner_email_address       text     ownerEmailAddress
        record                    json
    """),
)  # fmt: skip

_MONTHLY = (
    table("answered_scorecards", "answered_scorecards", "answered_scorecard_id company", """
        answered_scorecard_id     id       answeredScorecardId
        scorecard_id              id       scorecardId
        scorecard_name            text     scorecardName
        call_id                   id       callId
        call_started              time     callStartTime
        reviewed_user_id          id       reviewedUserId
        reviewer_user_id          id       reviewerUserId
        review_method             text     reviewMethod
        editor_user_id            id       editorUserId
        reviewed                  time     reviewTime
        visibility                text     visibilityType
        record                    json
    """),
    list_table("scorecard_answers", "answered_scorecards", "answered_scorecard_id", """
        question_id               id       questionId
        question_revision_id      id       questionRevisionId
        is_overall                flag     isOverall
        score                     integer  score
        text                      text     answerText
        not_applicable            flag     notApplicable
        selected_options          json     selectedOptions
    """),
    table("user_activity", "user_activity", "user_id from_date company", """
        user_id                   id       userId
        from_date                 day      fromDate
        to_date                   day      toDate
        email_address             text     userEmailAddress
        calls_as_host             count    callsAsHost
        calls_attended            count    callsAttended
        calls_gave_feedback       count    callsGaveFeedback
        calls_requested_feedback  count    callsRequestedFeedback
        calls_received_feedback   count    callsReceivedFeedback
        own_calls_listened_to     count    ownCallsListenedTo
        others_calls_listened_to  count    othersCallsListenedTo
        calls_shared_internally   count    callsSharedInternally
        calls_shared_externally   count    callsSharedExternally
        calls_scorecards_filled   count    callsScorecardsFilled
        calls_scorecards_received count    callsScorecardsReceived
        calls_comments_given      count    callsCommentsGiven
        calls_comments_received   count    callsCommentsReceived
        calls_marked_as_feedback_given     count  callsMarkedAsFeedbackGiven
        calls_marked_as_feedback_received  count  callsMarkedAsFeedbackReceived
        record                    json
    """),
    table("user_interaction", "user_interaction", "user_id from_date company", """
        user_id                   id       userId
        from_date                 day      fromDate
        to_date                   day      toDate
        email_address             text     userEmailAddress
        time_zone                 text     timeZone
        record                    json
    """),
    list_table("user_interaction_stats", "user_interaction", "user_id from_date", """
        name                      text     name
        value                     real     value
    """),
    table("coaching", "coaching", "manager_id workspace_id from_date company", """
        manager_id                id       manager.id
        workspace_id              id       workspaceId
        from_date                 day      fromDate
        to_date                   day      toDate
        email_address             text     manager.emailAddress
        first_name                text     manager.firstName
        last_name                 text     manager.lastName
        title                     text     manager.title
        record                    json
    """),
    list_table("coaching_reports", "coaching", "manager_id workspace_id from_date", """
        report_id                 id       report.id
        email_address             text     report.emailAddress
        first_name                text     report.firstName
        last_name                 text     report.lastName
        title                     text     report.title
        metrics                   json     metrics
    """),
)  # fmt: skip

_QUARANTINE = table("quarantine", "quarantine", "stream company record", """
    stream   text
    problem  text
    record   json
""")  # fmt: skip

TABLES: Mapping[str, Table] = MappingProxyType(
    {
        each.name: each
        for each in (*_CALLS, *_TRANSCRIPTS, *_SNAPSHOTS, *_SETTINGS, *_MONTHLY, _QUARANTINE)
    }
)
"""Every table, by name; first those of a stream's own records, then those of their parts."""
