"""The simulated company: a believable Gong customer, grown from a seed."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence, Set
from copy import copy
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property, lru_cache
from itertools import chain
from typing import Self

from gong_async.sim import catalogue, details, flows, library, privacy, reviews, stats
from gong_async.sim.briefs import briefs
from gong_async.sim.calls import SimCall, book
from gong_async.sim.cast import cast
from gong_async.sim.dialogue import Talk, perform
from gong_async.sim.people import (
    WORKSPACES,
    Account,
    Contact,
    Json,
    found,
    settings_history,
    users,
)
from gong_async.sim.privacy import Names
from gong_async.sim.recordings import ToldCall

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
        office = self.office = found(seed, calls, self.start, self.end)
        """The company before anybody has called anybody."""
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
        self._erased: Set[str] = frozenset()
        self._trackers = catalogue.trackers(office)
        self._talk = lru_cache(maxsize=_REMEMBERED_TALKS)(_perform)

    def showing(self, calls: Sequence[SimCall], erased: Set[str] = frozenset()) -> Self:
        """
        The same company with other calls, and with people gone.

        Args:
            calls: Sorted by (when, id).

            erased: Names that nobody has any more.
        """
        view = copy(self)
        view.calls, view._erased = calls, erased
        for derived in ("call_by_id", "_answered", "_people"):
            vars(view).pop(derived, None)
        return view

    @cached_property
    def call_by_id(self) -> dict[str, SimCall]:
        """Every call by its id."""
        return {call.id: call for call in self.calls}

    def settings_history(self, user_id: str) -> list[Json]:
        """UserSettingsHistory of one of the `users`."""
        (user,) = (user for user in self.users if user["id"] == user_id)
        return settings_history(self.office, user)

    def transcript(self, call: SimCall) -> Json:
        """What was said on *call*, as CallTranscript; of a silent one nothing."""
        return details.transcript(call, self._talk(call))

    def extensive(self, call: SimCall) -> Json:
        """*call* as CallData with all that can be asked for; the server leaves out the rest."""
        if isinstance(call, ToldCall):
            return call.extensive
        talk = self._talk(call)
        return details.extensive(call, call.basic, talk, self._trackers[call.workspace_id])

    @cached_property
    def _scorecards(self) -> list[Json]:
        return catalogue.scorecards(self.office)

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
        return catalogue.keyword_trackers(self.office)

    def trackers(self) -> list[Json]:
        """KeywordTracker of all workspaces."""
        return self._keyword_trackers

    @cached_property
    def _briefs(self) -> list[Json]:
        return briefs(self.office)

    def briefs(self) -> list[Json]:
        """Brief of all workspaces."""
        return self._briefs

    @cached_property
    def _folders(self) -> list[Json]:
        return library.folders(self.office)

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
        content = library.content(self.office, folder, [there.get(c.id, c) for c in near])
        return {**content, "calls": [entry for entry in content["calls"] if entry["id"] in there]}

    @cached_property
    def _flows(self) -> list[Json]:
        return flows.flows(self.office)

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
        return stats.activity(self.office, calls, self._scorecards, user_ids)

    def activity_by_day(
        self, from_date: date, to_date: date, user_ids: Collection[str] | None
    ) -> list[Json]:
        """UserDayByDayActivity, of the same as `activity`; there are no days before the first."""
        days = self._spans(from_date, to_date, "DAY")
        return stats.activity_by_day(self.office, days, self._scorecards, user_ids)

    def activity_by_period(
        self, from_date: date, to_date: date, period: str, user_ids: Collection[str] | None
    ) -> list[Json]:
        """UserAggregateByPeriodActivities, of the same days as `activity_by_day`."""
        periods = self._spans(from_date, to_date, period)
        return stats.activity_by_period(self.office, periods, self._scorecards, user_ids)

    def interaction(
        self, from_date: date, to_date: date, user_ids: Collection[str] | None
    ) -> list[Json]:
        """InteractionStats of the hosts, or those of *user_ids*, with calls on these days."""
        calls = self._on_days(from_date, to_date)
        return stats.interaction(self.office, calls, (from_date, to_date), user_ids)

    def coaching(
        self, manager_id: str, workspace_id: str, since: datetime, until: datetime
    ) -> list[Json]:
        """CoachingMetricsData of the reports of a manager; empty for anybody else."""
        calls = [call for call in self._between(since, until) if call.workspace_id == workspace_id]
        return stats.coaching(self.office, calls, manager_id)

    def is_own(self, address: str) -> bool:
        """Whether an address is of one of the company's own people."""
        return address.lower() in self._own_addresses

    def email_references(self, address: str, person: Names | None = None) -> Json | None:
        """
        EmailAddressReferences without `requestId`; None for an address of the company's own.

        Args:
            person: What else the owner is known by; None for what the company knows of itself.
        """
        if self.is_own(address):
            return None
        if person is None:
            person = self.known_as(address.lower())
        events = [privacy.engagement(self.office, *known) for known in self._known(person)]
        return {**self.references(person), "customerEngagement": [*chain(*events)]}

    def phone_references(self, number: str, person: Names | None = None) -> Json:
        """PhoneNumberReferences without `requestId`; see `email_references`."""
        digest = privacy.digest(number)
        if person is None:
            person = self.known_as(digest)
        phones = [one.phone for one, _ in self._known(person) if one.phone]
        return {
            **self.references(person),
            "suppliedPhoneNumber": number,
            "matchingPhoneNumbers": [one for one in phones if privacy.digest(one) == digest],
            "emailAddresses": sorted(one for one in person if "@" in one),
        }

    def known_as(self, name: str, others: Iterable[Names] = ()) -> Names:
        """
        All the names of whom *name* names, who is none of the company's own people.

        Args:
            others: Records of people that are kept elsewhere.
        """
        told = (party for call in self.calls for party in privacy.parties(call))
        records = chain((record for record, *_ in self._people), told, others)
        return privacy.known_as(name, [record - self._own_addresses for record in records])

    def references(self, person: Names) -> Json:
        """The references to a *person* that are alike in both look-ups."""
        return privacy.references(self.calls, person, self._known(person))

    @cached_property
    def _own_addresses(self) -> frozenset[str]:
        return frozenset(
            address
            for user in self.users
            for address in (user["emailAddress"], *user["emailAliases"])
        )

    @cached_property
    def _people(self) -> list[tuple[Names, Contact, Account]]:
        """All who are known at the customers, but for those who were erased."""
        return [
            (privacy.names(one.email, one.phone, one.crm_id), one, account)
            for account in self.office.accounts
            for one in account.contacts
            if one.crm_id not in self._erased
        ]

    def _known(self, person: Names) -> list[tuple[Contact, Account]]:
        return [(one, account) for _, one, account in self._people if one.crm_id in person]

    def _between(self, since: datetime, until: datetime) -> Sequence[SimCall]:
        first, last = (
            bisect_left(self.calls, moment, key=lambda call: call.when) for moment in (since, until)
        )
        return self.calls[first:last]

    def _spans(
        self, from_date: date, to_date: date, period: str
    ) -> dict[tuple[date, date], Sequence[SimCall]]:
        spans: dict[tuple[date, date], Sequence[SimCall]] = {}
        first = max(from_date, self.start.date() - timedelta(days=1))
        while first < to_date:
            end = min(stats.next_period(first, period), to_date)
            spans[first, end] = self._on_days(first, end)
            first = end
        return spans

    def _on_days(self, from_date: date, to_date: date) -> Sequence[SimCall]:
        zone = self.office.zone
        return self._between(
            datetime.combine(from_date, time(), tzinfo=zone),
            datetime.combine(to_date, time(), tzinfo=zone),
        )


def _perform(call: SimCall) -> Talk:
    return perform(call, cast(call), call.basic["duration"])
