"""``gong-async privacy``: what Gong has about somebody, and how to have it deleted."""

from __future__ import annotations

import asyncio
import sys
from typing import Any

from cyclopts import App

from gong_async.cli.company import Asked
from gong_async.cli.exits import Exit, UsageError, until_signal
from gong_async.cli.listing import Shown
from gong_async.cli.text import counted, say

__all__ = ["privacy"]

_ENV, _AS_USUAL = Asked(), Shown()

privacy = App(name="privacy", help="What Gong has about a person, and how to have it deleted.")


@privacy.command
def find(who: str, /, *, asked: Asked = _ENV, shown: Shown = _AS_USUAL) -> Exit:
    """
    Find what refers to an e-mail address or a phone number.

    Args:
        who: An address such as ann@example.com, or a number such as +14255552671.
    """

    async def look() -> Exit:
        shown.print_one(await _references(asked, who))
        return Exit.DONE

    return asyncio.run(until_signal(look()))


@privacy.command
def erase(who: str, /, *, asked: Asked = _ENV) -> Exit:
    """
    Delete for good what refers to an e-mail address or a phone number, after asking twice.

    It needs a terminal: no script can say yes.  Gong deletes calls, emails, leads and contacts;
    what you have harvested stays where it is.

    Args:
        who: An address such as ann@example.com, or a number such as +14255552671.
    """
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError("privacy erase asks before it deletes: run it at a terminal")
    found = asyncio.run(_references(asked, who))
    told = [counted(len(found.get(each) or ()), each[:-1]) for each in ("calls", "emails")]
    people = sum(len(each.get("objects") or ()) for each in found.get("customerData") or ())
    told.append(counted(people, "CRM record"))
    say(f"Gong has {', '.join(told)} that refer to {who}, and would delete them for good")
    if _answer("type the address or the number again: ") != who:
        say("that is another one; nothing was deleted")
        return Exit.FAILED
    if _answer("type 'delete' to delete all of it: ") != "delete":
        say("nothing was deleted")
        return Exit.FAILED
    asyncio.run(_erase(asked, who))
    say(f"Gong deletes what refers to {who}; that can take it a while")
    return Exit.DONE


async def _references(asked: Asked, who: str) -> dict[str, Any]:
    from gong_async.arguments import query
    from gong_async.resources.privacy import FIND_EMAIL, FIND_PHONE

    try:
        request = (
            FIND_PHONE.request(query=query(phone_number=who))
            if who.startswith("+")
            else FIND_EMAIL.request(query=query(email_address=who))
        )
    except ValueError:
        raise UsageError(
            "give an address such as ann@example.com, or a number such as +14255552671"
        ) from None
    async with asked.gong() as gong:
        return await gong.send(request)


async def _erase(asked: Asked, who: str) -> None:
    async with asked.gong() as gong:
        if who.startswith("+"):
            await gong.privacy.erase_phone(phone_number=who, confirm=who)
        else:
            await gong.privacy.erase_email(email_address=who, confirm=who)


def _answer(question: str) -> str:
    sys.stderr.write(question)
    sys.stderr.flush()
    return sys.stdin.readline().strip()
