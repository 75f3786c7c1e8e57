"""What Gong's AI makes of the conversations with somebody."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from attrs import frozen

from gong_async.sim.calls import SimCall
from gong_async.sim.cast import cast
from gong_async.sim.crm import STAGES, deal
from gong_async.sim.people import Account, Contact, Json
from gong_async.sim.privacy import Names
from gong_async.sim.world import World

__all__ = ["Analyst", "Evidence", "Subject", "answer", "brief"]

_MOST_POINTS = 5
_WORD = re.compile(r"\w{4,}")


@frozen
class Subject:
    """Whom a question is about: an account, a deal with it, or one of its people."""

    account: Account
    contacts: tuple[Contact, ...]
    is_person: bool

    def met(self, calls: Sequence[SimCall]) -> list[SimCall]:
        """Those of *calls* that were with the subject."""
        known = {contact.crm_id for contact in self.contacts}
        return [
            call
            for call in calls
            if call.account is self.account
            and not call.kind.internal
            and (not self.is_person or any(one.crm_id in known for one in cast(call)))
        ]

    def emails(self, world: World) -> Iterator[tuple[datetime, Json]]:
        """Those that mention its people: when they were sent, and as EmailInfoDto."""
        for contact in self.contacts:
            references = world.email_references(contact.email or "") or {}
            emails: list[Json] = references.get("emails", [])
            for email in emails:
                told = {
                    "id": email["id"],
                    "title": f"{world.office.product} for {self.account.name}",
                    "sentDateTime": email["sentTime"],
                }
                yield datetime.fromisoformat(email["sentTime"]), told


class Analyst:
    """The subjects that the CRM knows, by their kind and their id there."""

    def __init__(self, world: World) -> None:
        self._subjects: dict[tuple[str, str], Subject] = {}
        for account in world.office.accounts:
            if account.crm is None:
                continue
            everybody = Subject(account, account.contacts, is_person=False)
            self._subjects["ACCOUNT", account.crm_id] = everybody
            self._subjects["DEAL", deal(world.office, account).id] = everybody
            for contact in account.contacts:
                kind = "CONTACT" if contact.phone else "LEAD"
                self._subjects[kind, contact.crm_id] = Subject(account, (contact,), is_person=True)

    def find(self, kind: str, crm_id: str) -> Subject | None:
        """The subject, if the CRM has it."""
        return self._subjects.get((kind, crm_id))

    def forget(self, person: Names) -> None:
        """Know nothing of a *person* any more."""
        for kind, crm_id in list(self._subjects):
            if kind in ("CONTACT", "LEAD") and crm_id in person:
                del self._subjects[kind, crm_id]


@frozen
class Evidence:
    """What an answer rests on: calls and e-mails, as EmailInfoDto, the latest first."""

    world: World
    subject: Subject
    calls: Sequence[SimCall]
    emails: Sequence[Json]

    @property
    def searched(self) -> Json:
        """How much there was to search."""
        return {
            "numOfCallsSearched": len(self.calls),
            "numOfEmailsSearched": len(self.emails),
        }

    async def content(self, call: SimCall) -> Json:
        """What Gong made of *call*, little in a foreign language; others get their turn."""
        await asyncio.sleep(0)
        content: Json = self.world.extensive(call)["content"]
        return content


async def answer(question: str, evidence: Evidence) -> Json:
    """AskEntityResponse: the points that have most words of *question*."""
    asked = _words(question)
    points = [
        (len(asked & _words(point["text"])), point["text"], call)
        for call in evidence.calls
        for point in (await evidence.content(call)).get("keyPoints", [])
    ]
    points.sort(key=lambda point: -point[0])
    emails = [{"emails": [email]} for email in evidence.emails[:1]]
    sections = [
        {"answerItems": [text], "emailFindings": emails, "callFindings": [_finding(call)]}
        for _, text, call in points[:_MOST_POINTS]
    ]
    return {**evidence.searched, "answer": sections}


async def brief(evidence: Evidence) -> Json:
    """GenerateBriefResponse: of the conversations, of the CRM, and of the web."""
    contents = [await evidence.content(call) for call in evidence.calls[:_MOST_POINTS]]
    told = [content["brief"] for content in contents if content.get("brief")]
    findings = {
        "callFindings": [_finding(call) for call in evidence.calls[:_MOST_POINTS]],
        "emailFindings": [{"emails": list(evidence.emails[:_MOST_POINTS])}],
    }
    account = evidence.subject.account
    stage = STAGES[deal(evidence.world.office, account).stage]
    page = {"domain": account.domain, "title": account.name, "url": f"https://www.{account.domain}"}
    return {
        **evidence.searched,
        "briefSections": [
            _section("Recent conversations", told, "Conversations", conversationFindings=findings),
            _section("Deal", [f"The deal is in the stage {stage}."], "CrmOrGongData"),
            _section(
                "Company",
                [f"{account.name} of {account.city} is in {account.industry}."],
                "Web",
                webFindings=[page],
            ),
        ],
    }


def _section(title: str, summary: list[str], kind: str, **findings: object) -> Json:
    return {"title": title, "sectionSummary": summary, "briefSectionType": kind, **findings}


def _finding(call: SimCall) -> Json:
    basic = call.basic
    told = {name: basic[name] for name in ("id", "title", "started", "url")}
    return {"call": told}


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.lower()))
