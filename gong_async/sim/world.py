"""The simulated company: a believable Gong customer, grown from a seed."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Sequence
from copy import copy
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property, lru_cache
from typing import Self

from gong_async.sim import catalogue, details, flows, library, privacy, reviews, stats
from gong_async.sim.calls import SimCall, book
from gong_async.sim.cast import cast
from gong_async.sim.dialogue import Talk, perform
from gong_async.sim.people import WORKSPACES, Account, Contact, Json, Office, found, users

__all__ = ["SimCall", "World"]

_REMEMBERED_TALKS = 256


class World:
    """
    A company with workspaces, people, calls and all that Gong keeps of them.

    The same arguments give the same company, to the last byte.  Dicts are as Gong sends them,
    by the names of the official specification, with the nulls, the strings for numbers and the
    unknown fields and values that Gong is known to send.  What `extensive`, `transcript` and
    `SimCall.basic` return is the caller's; all other dicts are shared and only to be read.

    Args:
        seed: Which company.

        calls: How many calls it has made.

        start: Aware; its first day.

        days: How long its history is.

    Raises:
        ValueError: *start* has no offset, *calls* is negative or *days* is not positive.
    """

    def __init__(
        self,
        seed: int = 1,
        calls: int = 5_000,
        *,
        start: datetime = datetime(2026, 1, 5, tzinfo=UTC),
        days: int = 180,
    ) -> None:
        if start.utcoffset() is None:
            raise ValueError("start needs an offset from UTC")
        if calls < 0 or days < 1:
            raise ValueError("a company needs 0 calls or more, in 1 day or more")
        self.start = start.astimezone(UTC)
        self.end = self.start + timedelta(days=days)
        office = self._office = found(seed, calls, self.start, self.end)
        self.time_zone: str = office.time_zone
        """Name of the company's time zone, in which it counts its days."""
        self.workspaces: list[Json] = [
            {"id": workspace_id, "name": name, "description": description}
            for workspace_id, (name, description, _) in zip(
                office.workspace_ids, WORKSPACES, strict=True
            )
        ]
        """WorkspaceMetadata."""
        self.users: list[Json] = users(office)
        """UserMetadata."""
        self.calls: Sequence[SimCall] = book(office, calls)
        """Sorted by (when, id)."""
        self._booked = self.calls
        self._trackers = catalogue.trackers(office)
        self._talk = lru_cache(maxsize=_REMEMBERED_TALKS)(_perform)

    @property
    def office(self) -> Office:
        """The company itself, before anybody has called anybody."""
        return self._office

    def showing(self, calls: Sequence[SimCall]) -> Self:
        """The same company with *calls*, sorted by (when, id), for those that it has."""
        view = copy(self)
        view.calls = calls
        for of_the_calls in ("call_by_id", "_answered"):
            vars(view).pop(of_the_calls, None)
        return view

    @cached_property
    def call_by_id(self) -> dict[str, SimCall]:
        """Every call by its id."""
        return {call.id: call for call in self.calls}

    def transcript(self, call: SimCall) -> Json:
        """What was said on *call*, as CallTranscript; of a silent one nothing."""
        return details.transcript(call, self._talk(call))

    def extensive(self, call: SimCall) -> Json:
        """*call* as CallData with all that can be asked for; the server leaves out the rest."""
        talk = self._talk(call)
        return details.extensive(call, call.basic, talk, self._trackers[call.workspace_id])

    @cached_property
    def _scorecards(self) -> list[Json]:
        return catalogue.scorecards(self._office)

    def scorecards(self) -> list[Json]:
        """Scorecard, with every number as a string, as Gong sends them."""
        return self._scorecards

    @cached_property
    def _answered(self) -> list[Json]:
        return reviews.answered_scorecards(self.calls, self._scorecards)

    def answered_scorecards(self) -> list[Json]:
        """AnsweredScorecard of about every tenth call, in the order of the calls."""
        return self._answered

    @cached_property
    def _keyword_trackers(self) -> list[Json]:
        return catalogue.keyword_trackers(self._office)

    def trackers(self) -> list[Json]:
        """KeywordTracker of all workspaces."""
        return self._keyword_trackers

    @cached_property
    def _folders(self) -> list[Json]:
        return library.folders(self._office)

    def library_folders(self) -> list[Json]:
        """LibraryFolder, and beside its fields `workspaceId`, which Gong does not send."""
        return self._folders

    def folder_content(self, folder_id: str) -> Json | None:
        """LibraryFolderListOfCallsResponse without `requestId`; None for an unknown folder."""
        for folder in self._folders:
            if folder["id"] == folder_id:
                return self._on_shelf(folder)
        return None

    def _on_shelf(self, folder: Json) -> Json:
        """The content of *folder*; what else the company has does not change the choice."""
        near = [c for c in self._booked if c.workspace_id == folder["workspaceId"]]
        there = self.call_by_id
        content = library.content(self._office, folder, [there.get(c.id, c) for c in near])
        return {**content, "calls": [entry for entry in content["calls"] if entry["id"] in there]}

    @cached_property
    def _flows(self) -> list[Json]:
        return flows.flows(self._office)

    def flows(self) -> list[Json]:
        """
        PublicApiFlow, and beside its fields `workspaceId` and `ownerEmail`.

        The owner of a flow of the whole company is None.
        """
        return self._flows

    def activity(
        self, from_date: date, to_date: date, user_ids: Collection[str] | None
    ) -> list[Json]:
        """
        UserActivity of what was done to the calls of a range of days.

        Args:
            from_date, to_date: Half-open, in the company's time zone.

            user_ids: Tell of these, active or not, and pass over those that nobody knows;
                None tells of everybody who did something.
        """
        calls = self._on_days(from_date, to_date)
        return stats.activity(self._office, calls, self._scorecards, user_ids)

    def activity_by_day(
        self, from_date: date, to_date: date, user_ids: Collection[str] | None
    ) -> list[Json]:
        """UserDayByDayActivity, of the same as `activity`; there are no days before the first."""
        from_date = max(from_date, self.start.date() - timedelta(days=1))
        dates = (from_date + timedelta(days=n) for n in range((to_date - from_date).days))
        days = {day: self._on_days(day, day + timedelta(days=1)) for day in dates}
        return stats.activity_by_day(self._office, days, self._scorecards, user_ids)

    def interaction(
        self, from_date: date, to_date: date, user_ids: Collection[str] | None
    ) -> list[Json]:
        """InteractionStats of the hosts, or those of *user_ids*, with calls on these days."""
        calls = self._on_days(from_date, to_date)
        return stats.interaction(self._office, calls, (from_date, to_date), user_ids)

    def coaching(
        self, manager_id: str, workspace_id: str, since: datetime, until: datetime
    ) -> list[Json]:
        """CoachingMetricsData of the reports of a manager; empty for anybody else."""
        calls = [call for call in self._between(since, until) if call.workspace_id == workspace_id]
        return stats.coaching(self._office, calls, manager_id)

    def email_references(self, address: str) -> Json | None:
        """EmailAddressReferences without `requestId`; None for an address of the company's own."""
        address = address.strip().lower()
        if address in self._own_addresses:
            return None
        if address not in self._by_email:
            return {**privacy.nothing(), "customerEngagement": []}
        contact, account = self._by_email[address]
        return {
            **self._references(contact, account),
            "customerEngagement": privacy.engagement(self._office, contact, account),
        }

    def phone_references(self, number: str) -> Json:
        """PhoneNumberReferences without `requestId`; punctuation does not matter."""
        known = self._by_phone.get(privacy.digest(number))
        contact = known[0] if known else None
        return {
            **(self._references(*known) if known else privacy.nothing()),
            "suppliedPhoneNumber": number,
            "matchingPhoneNumbers": [contact.phone] if contact else [],
            "emailAddresses": [contact.email] if contact and contact.email else [],
        }

    def _references(self, contact: Contact, account: Account) -> Json:
        calls = (call for call in self.calls if call.account is account and not call.kind.internal)
        return privacy.references(contact, account, calls)

    @cached_property
    def _own_addresses(self) -> frozenset[str]:
        return frozenset(
            address
            for user in self.users
            for address in (user["emailAddress"], *user["emailAliases"])
        )

    @cached_property
    def _by_email(self) -> dict[str, tuple[Contact, Account]]:
        return {
            contact.email: (contact, account)
            for account in self._office.accounts
            for contact in account.contacts
            if contact.email
        }

    @cached_property
    def _by_phone(self) -> dict[str, tuple[Contact, Account]]:
        return {
            privacy.digest(contact.phone): (contact, account)
            for account in self._office.accounts
            for contact in account.contacts
            if contact.phone
        }

    def _between(self, since: datetime, until: datetime) -> Sequence[SimCall]:
        first, last = (
            bisect_left(self.calls, moment, key=lambda call: call.when) for moment in (since, until)
        )
        return self.calls[first:last]

    def _on_days(self, from_date: date, to_date: date) -> Sequence[SimCall]:
        zone = self._office.zone
        return self._between(
            datetime.combine(from_date, time(), tzinfo=zone),
            datetime.combine(to_date, time(), tzinfo=zone),
        )


def _perform(call: SimCall) -> Talk:
    return perform(call, cast(call), call.basic["duration"])
