"""The people of the company who have a seat in Gong."""

from __future__ import annotations

from datetime import datetime

from attrs import define, field

from ._base import OpenEnum, schema

__all__ = [
    "ConferencingProvider",
    "SettingsChange",
    "SpokenLanguage",
    "User",
    "UserSetting",
    "UserSettings",
]


@schema("Settings")
@define(kw_only=True)
class UserSettings:
    """
    What Gong records and imports of a user.

    Attributes:
        prevent_web_conference_recording: No meeting is recorded that this user is invited to,
            whoever else is.
    """

    web_conferences_recorded: bool | None = None
    prevent_web_conference_recording: bool | None = None
    telephony_calls_imported: bool | None = None
    emails_imported: bool | None = None
    prevent_email_import: bool | None = None
    non_recorded_meetings_imported: bool | None = None
    gong_connect_enabled: bool | None = None


@schema("ConferencingProvider")
@define(kw_only=True)
class ConferencingProvider:
    """
    A web conferencing service of a user.

    Attributes:
        provider: Such as ``zoom``.
    """

    provider: str | None = None
    is_default: bool | None = None


@schema("spokenLanguage")
@define(kw_only=True)
class SpokenLanguage:
    """
    A language that a user speaks in calls.

    Attributes:
        language: BCP 47, such as ``es-ES``.

        primary: Whether Gong takes it for the call's language where it cannot tell.
    """

    language: str | None = None
    primary: bool | None = None


@schema("UserMetadata")
@define(kw_only=True)
class User:
    """
    Somebody of the company who has a seat in Gong.

    Attributes:
        id: The user's id.

        created: Aware, in the company's offset; the specification has it as text, live
            answers are ISO 8601.

        trusted_email_address: The address used to sign in; often None.

        manager_id: The user this one reports to; None for those who report to nobody.

        meeting_consent_page_url: Where the user's guests agree to be recorded.
    """

    id: str
    email_address: str | None = None
    created: datetime | None = None
    active: bool | None = None
    email_aliases: list[str] = field(factory=list[str])
    trusted_email_address: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    title: str | None = None
    phone_number: str | None = None
    extension: str | None = None
    personal_meeting_urls: list[str] = field(factory=list[str])
    settings: UserSettings | None = None
    manager_id: str | None = None
    meeting_consent_page_url: str | None = None
    conferencing_providers: list[ConferencingProvider] = field(factory=list[ConferencingProvider])
    spoken_languages: list[SpokenLanguage] = field(factory=list[SpokenLanguage])


class UserSetting(OpenEnum):
    """What can be set of a user."""

    WEB_CONFERENCES_RECORDED = "webConferencesRecorded"
    PREVENT_WEB_CONFERENCE_RECORDING = "preventWebConferenceRecording"
    EMAILS_IMPORTED = "emailsImported"
    PREVENT_EMAIL_IMPORT = "preventEmailImport"
    ACTIVE = "active"
    NON_RECORDED_MEETINGS_IMPORTED = "nonRecordedMeetingsImported"
    GONG_CONNECT_ENABLED = "gongConnectEnabled"
    CALLS_IMPORTED = "callsImported"
    INTERVIEWS_RECORDED = "interviewsRecorded"
    PREVENT_INTERVIEW_RECORDING = "preventInterviewRecording"


@schema("UserSettingsHistory")
@define(kw_only=True)
class SettingsChange:
    """
    A setting of a user that was changed.

    Attributes:
        setting: What was changed.

        value: What it is since then.

        time: When; aware, in the company's offset.
    """

    setting: UserSetting | None = None
    value: bool | None = None
    time: datetime | None = None
