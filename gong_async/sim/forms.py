"""Forms: what the values of a body have to be, by their names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from gong_async.sim.arguments import Arguments

__all__ = ["CONTEXT", "Form", "Rule", "check", "each", "inside", "one_of", "required", "texts"]

Rule: TypeAlias = Callable[[Arguments, str], object]
"""Reads a value, and refuses the request if it is wrong; most rules let it be missing."""

Form: TypeAlias = Mapping[str, Rule]


def check(given: Arguments, form: Form) -> None:
    """Refuse the request if *given* does not have the *form*."""
    for name, rule in form.items():
        rule(given, name)


def texts(names: str) -> Form:
    """The form of texts, whose *names* have spaces between them."""
    return dict.fromkeys(names.split(), Arguments.text)


def required(rule: Rule) -> Rule:
    """The same rule for a value that may not be missing."""

    def read(given: Arguments, name: str) -> None:
        given.require(name)
        rule(given, name)

    return read


def one_of(*options: str) -> Rule:
    """The rule of a choice."""

    def read(given: Arguments, name: str) -> None:
        if given.text(name) is not None:
            given.choice(name, options)

    return read


def inside(form: Form) -> Rule:
    """The rule of an object."""

    def read(given: Arguments, name: str) -> None:
        if given.values.get(name) is not None:
            check(given.section(name), form)

    return read


def each(form: Form) -> Rule:
    """The rule of a list of objects."""

    def read(given: Arguments, name: str) -> None:
        for one in given.objects(name):
            check(one, form)

    return read


_OBJECT: Form = {
    "objectType": required(one_of("Account", "Opportunity", "Contact", "Lead", "User")),
    "objectId": required(Arguments.text),
    "fields": each(texts("name")),
}
CONTEXT = each(
    {
        "system": required(one_of("Salesforce", "HubSpot", "MicrosoftDynamic", "Generic")),
        "objects": each(_OBJECT),
    }
)
"""The rule of links to objects in other systems."""
