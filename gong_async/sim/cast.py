"""Who is on a call, and how they speak."""

from __future__ import annotations

from attrs import frozen

from gong_async.sim.calls import SimCall
from gong_async.sim.dice import dice, digits
from gong_async.sim.people import Contact, Employee

HOST, COLLEAGUE, BUYER, OTHER, LISTENER = "R", "S", "B", "C", "-"


@frozen
class Person:
    """
    One who was invited to a call.

    Attributes:
        role: Their letter in the scripts; a `LISTENER` does not say a word.

        party_id, speaker_id: Valid on this call only.

        user_id: None outside the company.

        crm_id: None inside the company.

        pace: Milliseconds they take for a letter.
    """

    role: str
    party_id: str
    speaker_id: str
    first: str
    name: str
    title: str | None
    email: str | None
    phone: str | None
    user_id: str | None
    crm_id: str | None
    pace: float


def cast(call: SimCall) -> tuple[Person, ...]:
    """Everybody on *call*, the host first."""
    rng = dice(call.office.seed, "cast", call.id)
    roles: list[tuple[str, Employee | Contact]] = [(HOST, call.host)]
    inside = BUYER if call.kind.internal else COLLEAGUE
    roles += [(inside, guest) for guest in call.guests]
    if not call.kind.internal:
        roles += _outside(call, rng.choices((0, 1, 2), (45, 40, 15))[0])
    return tuple(
        Person(
            role=role,
            party_id=digits(rng, 18),
            speaker_id=digits(rng, 19),
            first=one.first,
            name=one.name,
            title=one.title,
            email=one.email,
            phone=one.phone if isinstance(one, Contact) else None,
            user_id=one.id if isinstance(one, Employee) else None,
            crm_id=one.crm_id if isinstance(one, Contact) else None,
            pace=rng.uniform(58, 82),
        )
        for role, one in roles
    )


def _outside(call: SimCall, others: int) -> list[tuple[str, Contact]]:
    """The main contact, then some *others*; on the telephone nobody else."""
    contacts = call.account.contacts
    place = call.lot % len(contacts)
    first = contacts[place]
    rest = [one for one in contacts[place + 1 :] + contacts[:place] if one.first != first.first]
    if not call.kind.web:
        return [(BUYER, first)]
    roles = [OTHER, LISTENER if call.lot % 3 == 0 else OTHER]
    return [(BUYER, first), *zip(roles, rest[:others], strict=False)]
