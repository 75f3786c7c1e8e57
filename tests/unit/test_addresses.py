"""Which addresses a recording is fetched from: row 109 of the fault matrix, as a rule."""

from __future__ import annotations

import ipaddress
import string
from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gong_async.download.addresses import is_allowed, is_public, refusal

PUBLIC = (
    *("1.1.1.1", "8.8.8.8", "13.32.0.1", "52.216.0.1", "100.63.255.255", "100.128.0.1"),
    *("172.15.255.255", "172.32.0.1", "192.0.1.1", "198.17.0.1", "198.20.0.1", "223.255.255.254"),
    *("2600:9000::1", "2606:4700::1111", "2a00:1450:4001::1", "2001:4860:4860::8888"),
)
NOT_PUBLIC = (
    *("0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "100.100.100.200", "127.0.0.1"),
    *("127.255.255.255", "168.63.129.16", "169.254.169.254", "172.16.0.1", "172.31.255.255"),
    *("192.0.0.1", "192.0.0.170", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1"),
    *("198.51.100.1", "203.0.113.1", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255"),
    *("::", "::1", "::127.0.0.1", "::8.8.8.8", "::ffff:8.8.8.8", "::ffff:127.0.0.1"),
    *("64:ff9b::8.8.8.8", "64:ff9b::10.0.0.1", "64:ff9b:1::1", "100::1", "fe80::1", "fec0::1"),
    *("fc00::1", "fd00:ec2::254", "ff02::1", "2001::1", "2001:10::1", "2001:20::1"),
    *("2001:db8::1", "2002:7f00:1::", "2002:808:808::1", "3fff::1", "5f00::1"),
)
NO_ADDRESS = ("", "localhost", "8.8.8", "0x8.8.8.8", "010.8.8.8", "fe80::1%eth0", "2600::1%0", "8")
HERE = ("127.0.0.1", "127.8.9.1", "::1")

every_ipv4 = st.ip_addresses(v=4).filter(lambda each: isinstance(each, IPv4Address))


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is_allowed(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("address", NOT_PUBLIC + NO_ADDRESS)
def test_any_other_is_not(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", HERE)
def test_this_machine_is_connected_to_only_when_asked_for(address: str) -> None:
    assert is_allowed(address, allow_loopback=True)
    assert not is_allowed(address, allow_loopback=False)


@given(st.ip_addresses())
def test_what_is_public_is_so_by_every_account(address: IPv4Address | IPv6Address) -> None:
    if is_public(str(address)):
        assert address.is_global
        kinds = ("private", "loopback", "link_local", "multicast", "reserved", "unspecified")
        assert [kind for kind in kinds if getattr(address, f"is_{kind}")] == []


@given(st.ip_addresses())
def test_loopback_is_the_only_thing_that_asking_for_loopback_adds(
    address: IPv4Address | IPv6Address,
) -> None:
    more = is_allowed(str(address), allow_loopback=True) - is_public(str(address))
    assert more == address.is_loopback


@given(every_ipv4, st.integers(0, 2**16 - 1))
def test_no_address_hides_in_another(hidden: IPv4Address, rest: int) -> None:
    """Not the public ones either: what becomes of them is up to somebody in between."""
    number = int(hidden)
    disguises = {
        "mapped": 0xFFFF << 32 | number,
        "compatible": number,
        "NAT64": 0x64FF9B << 96 | number,
        "local NAT64": 0x64FF9B0001 << 80 | number,
        "6to4": 0x2002 << 112 | number << 80 | rest,
        "Teredo": 0x20010000 << 96 | rest << 32 | number ^ 0xFFFFFFFF,
    }
    assert [name for name, number in disguises.items() if is_public(str(IPv6Address(number)))] == []


@given(every_ipv4)
def test_only_one_spelling_of_an_address_is_one(address: IPv4Address) -> None:
    number = int(address)
    parts = str(address).split(".")
    spellings = (str(number), hex(number), ".".join(map(hex, map(int, parts))), f"0{address}")
    assert not any(map(is_public, spellings))


GOOD = (
    "https://media.example/a/b.mp3?Signature=ab%2Fc~&Key-Pair-Id=K",
    "https://media.example:443/",
    "https://media.example",
    "HTTPS://Media.Example?x",
    "https://d111111abcdef8.cloudfront.net/x?a=1&b=@:/?",
    "https://my_bucket.s3.amazonaws.com/x",
    "https://media.example/\\@evil.example/",
)
BAD = {
    "http://media.example/": "not https",
    "http://127.0.0.1/": "not https",
    "https://media.example:8443/": "the port 8443",
    "https://media.example:80/": "the port 80",
    "https://media.example:0443/": "the port 443",
    "https://user@media.example/": "not a plain https address",
    "https://user:secret@media.example/": "not a plain https address",
    "https://media.example:443@evil.example/": "not a plain https address",
    "https://media.example\\@evil.example/": "not a plain https address",
    "https://media.example#@evil.example/": "not a plain https address",
    "https:media.example/": "not a plain https address",
    "https:///media.example/": "not a plain https address",
    "//media.example/": "not a plain https address",
    "ftp://media.example/": "not a plain https address",
    "file:///etc/passwd": "not a plain https address",
    "": "not a plain https address",
    "https://": "not a plain https address",
    "https://media.example/\r\nHost: evil": "not a plain https address",
    "https://media.example/ HTTP/1.1": "not a plain https address",
    "https://media.example/\x00": "not a plain https address",
    "https://medıa.example/": "not a plain https address",
    "https://media%2eexample/": "not a plain https address",
    "https://127.0.0.1/": "names an address",
    "https://8.8.8.8/": "names an address",
    "https://8.8.8.8./": "names an address",
    "https://[::1]/": "names an address",
    "https://[2606:4700::1111]/": "names an address",
    "https://2130706433/": "names an address",
    "https://0x7f000001/": "names an address",
    "https://0x7f.1/": "names an address",
    "https://127.1/": "names an address",
    f"https://media.example/{'x' * 9_000}": "not a plain https address",
}


@pytest.mark.parametrize("url", GOOD)
@pytest.mark.parametrize("allow_loopback", [False, True])
def test_a_good_link_may_be_fetched(url: str, allow_loopback: bool) -> None:
    assert refusal(url, allow_loopback=allow_loopback) is None


@pytest.mark.parametrize(("url", "why"), BAD.items())
def test_a_bad_link_is_refused_for_what_it_is(url: str, why: str) -> None:
    assert why in str(refusal(url, allow_loopback=False))


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "LOCALHOST"])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_this_machine_is_allowed_only_when_asked_for(host: str, scheme: str) -> None:
    url = f"{scheme}://{host}:8099/a.mp3"
    assert refusal(url, allow_loopback=True) is None
    assert refusal(url, allow_loopback=False) is not None


@pytest.mark.parametrize("url", ["http://10.0.0.1:80/", "https://10.0.0.1/", "http://a.example/"])
def test_asking_for_this_machine_allows_no_other(url: str) -> None:
    assert refusal(url, allow_loopback=True) is not None


@given(st.text(string.printable, max_size=80), st.sampled_from(["https://", "https://a.example"]))
def test_a_refusal_shows_nothing_of_the_link(rest: str, start: str) -> None:
    why = refusal(start + rest, allow_loopback=False)
    assert why is None or len(rest) < 12 or rest not in why


def test_the_table_of_what_is_public_is_right_about_itself() -> None:
    assert all(ipaddress.ip_address(each) for each in PUBLIC + NOT_PUBLIC + HERE)
    assert not set(PUBLIC) & set(NOT_PUBLIC)
