"""The names and figures of one call, for the blanks in the scripts."""

from __future__ import annotations

from random import Random

from gong_async.sim.calls import SimCall
from gong_async.sim.cast import BUYER, COLLEAGUE, HOST, OTHER, Person

Slots = dict[str, str]

_BOSSES = ("CFO", "CEO", "COO", "board", "managing director", "CFO")
_ERPS = ("NetSuite", "SAP", "Dynamics", "Odoo", "Sage", "Infor")
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
_TIMES = ("nine", "ten", "ten thirty", "eleven", "one", "two", "two thirty", "three", "four")
_COUNTS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("September", "October", "November", "December"),
)


def slots(rng: Random, call: SimCall, people: tuple[Person, ...]) -> Slots:
    """
    What is said of whom on *call*, by the name of the blank; the same for the whole of it.

    `boss` is only a title: whose boss that is depends on who speaks.
    """
    first = {person.role: person for person in reversed(people)}
    buyer, account = first[BUYER], call.account
    host, colleague = first[HOST], first.get(COLLEAGUE)
    return {
        "us": call.office.name,
        "product": call.office.product,
        "rep": host.first,
        "se": colleague.first if colleague else "a colleague",
        "se_title": (colleague.title if colleague else None) or "a specialist",
        "buyer": buyer.first,
        "buyer_title": buyer.title or "the planning lead",
        "champ_or_team": first[OTHER].first if OTHER in first else "somebody from my team",
        "company": account.name,
        "industry": account.industry.lower(),
        "goods": account.goods,
        "city": account.city,
        "crm": account.crm or "the CRM",
        **_figures(rng),
        **_choices(rng, call),
    }


def _figures(rng: Random) -> Slots:
    """Figures that agree with each other."""
    seats, unit = rng.randrange(8, 90), rng.randrange(45, 140, 5)
    annual = seats * unit * 12
    budget = max(15_000, round(annual * rng.uniform(0.75, 1.1) / 5_000) * 5_000)
    return {
        "seats": str(seats),
        "unit": f"${unit}",
        "annual": f"${annual:,}",
        "budget": f"${budget:,}",
        "discount": rng.choice(("8", "10", "12", "15", "20")),
        "sites": rng.choice(_COUNTS),
        "skus": f"{rng.randrange(12, 240) * 100:,}",
        "hours": str(rng.randrange(6, 40)),
        "pct": str(rng.randrange(20, 75)),
        "pct2": str(rng.randrange(5, 30)),
        "weeks": rng.choice(_COUNTS[:5]),
        "uptime": rng.choice(("99.9", "99.95", "99.98")),
    }


def _choices(rng: Random, call: SimCall) -> Slots:
    competitor, rival = rng.sample(call.office.competitors, 2)
    day, later = rng.sample(_DAYS, 2)
    return {
        "competitor": competitor,
        "rival": rival,
        "day": day,
        "day2": later,
        "time": rng.choice(_TIMES),
        "month": rng.choice(_MONTHS),
        "quarter": f"Q{rng.randrange(1, 5)}",
        "erp": rng.choice(_ERPS),
        "boss": rng.choice(_BOSSES),
    }
