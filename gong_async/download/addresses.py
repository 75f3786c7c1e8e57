"""Where a recording may be fetched from: public places, over https.  Pure: no I/O here."""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from gong_async.config import is_loopback

__all__ = ["is_allowed", "is_public", "refusal"]

_LONGEST = 8_000
_URL = re.compile(
    r"(?P<scheme>https?)://(?P<host>[a-z0-9._-]{1,253}|\[[0-9a-f:.]+\])"
    r"(?::(?P<port>[0-9]{1,5}))?(?:[/?][!-~]*)?",
    re.ASCII | re.IGNORECASE,
)
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*", re.ASCII | re.IGNORECASE)

_UNICAST = IPv6Network("2000::/3")  # all that is public; what holds IPv4 is elsewhere, but for 6to4

# What the standard library, in one version or another, takes for public.
_NOT_PUBLIC: tuple[IPv4Network | IPv6Network, ...] = tuple(
    map(
        ip_network,
        (
            "0.0.0.0/8",
            "100.64.0.0/10",  # shared by the customers of a provider
            "168.63.129.16/32",  # Azure's own services, on every machine there
            "192.0.0.0/24",
            "192.88.99.0/24",  # relays of 6to4
            "198.18.0.0/15",
            "224.0.0.0/3",
            "2001::/23",  # Teredo, benchmarks, ORCHID
            "2001:db8::/32",
            "2002::/16",  # 6to4: any IPv4 address
            "3fff::/20",
        ),
    )
)


def is_public(address: str) -> bool:
    """
    Tell whether *address* is one that the whole Internet reaches.

    No address that has another one in it is: mapped, compatible, 6to4, Teredo, NAT64.
    """
    try:
        found = ip_address(address)
    except ValueError:
        return False
    if isinstance(found, IPv6Address) and (found.scope_id or found not in _UNICAST):
        return False
    return found.is_global and not any(_is_in(found, network) for network in _NOT_PUBLIC)


def _is_in(address: IPv4Address | IPv6Address, network: IPv4Network | IPv6Network) -> bool:
    return address.version == network.version and address in network


def is_allowed(address: str, *, allow_loopback: bool) -> bool:
    """Tell whether a connection may be made to *address*, the last thing that is looked at."""
    return is_public(address) or (allow_loopback and is_loopback(address))


def refusal(url: str, *, allow_loopback: bool) -> str | None:
    """
    Say why *url* is not fetched, without showing it; None if it may be.

    What its host resolves to is another question, asked when a connection is made.

    Args:
        allow_loopback: Whether this machine may be meant, over plain http too and at any port.
    """
    parts = _URL.fullmatch(url) if len(url) <= _LONGEST else None
    if parts is None:
        return "the link is not a plain https address"
    host = parts["host"].strip("[]").lower()
    if allow_loopback and is_loopback(host):
        return None
    if parts["scheme"].lower() != "https":
        return "the link is not https"
    if parts["port"] not in (None, "443"):
        return f"the link names the port {int(parts['port'])}, and only 443 is used"
    if ":" in host or _NUMBER.fullmatch(host.rstrip(".").rpartition(".")[2]):
        return "the link names an address, not a host"
    return None
