from __future__ import annotations

import ipaddress

import pytest

from api.platform import destinations
from api.platform.destinations import Refused, Target


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("https://news.example/hook?a=1", Target("https", "news.example", 443, "/hook?a=1")),
        ("HTTP://News.Example", Target("http", "news.example", 80, "/")),
        ("https://news.example:8443?x", Target("https", "news.example", 8443, "/?x")),
        ("https://навіны.example/~a/%D0%B0;b=(1)", Target("https", "xn--80ae5ac4e2c.example", 443, "/~a/%D0%B0;b=(1)")),
        ("http://93.184.215.14/", Target("http", "93.184.215.14", 80, "/")),
        ("https://[2606:2800:21F:CB07::1]/", Target("https", "2606:2800:21f:cb07::1", 443, "/")),
    ],
)
def test_a_plain_address_is_read(url: str, target: Target) -> None:
    """Into scheme, host in ASCII, port, and path with query."""
    assert destinations.parse(url) == target


def test_the_field_host_names_a_port_that_is_not_the_usual_one() -> None:
    """And writes IPv6 in brackets (RFC 9110, section 7.2)."""
    assert destinations.parse("https://news.example:443/").authority == "news.example"
    assert destinations.parse("http://news.example:443/").authority == "news.example:443"
    assert destinations.parse("http://[2606:2800::1]:8080/").authority == "[2606:2800::1]:8080"


def test_an_address_that_is_too_long_is_refused() -> None:
    """Before anything is looked for in it."""
    with pytest.raises(Refused, match="too long"):
        destinations.parse("https://news.example/" + "a" * 2000)


@pytest.mark.parametrize(
    "text",
    ["1.1.1.1", "8.8.8.8", "93.184.215.14", "172.15.255.255", "172.32.0.0", "100.63.255.255", "100.128.0.0",
     "223.255.255.255", "2606:2800:21f:cb07::1", "2a00::1", "2001:200::1", "64:ff9b::5db8:d70e"],
)  # fmt: skip
def test_what_is_anybodys_is_public(text: str) -> None:
    """The neighbours of what is forbidden among them, and an IPv4 address as a machine without IPv4 sees it."""
    assert destinations.is_public(ipaddress.ip_address(text))


def test_an_operator_opens_a_network_at_the_usual_ports_only() -> None:
    """`10.1.0.0/16` says nothing of port 22, and nothing of 10.2.0.1."""
    rules = destinations.rules("10.1.0.0/16")
    _require("http://10.1.2.3/", rules)
    _refused("http://10.1.2.3:22/", rules)
    _refused("http://10.2.0.1/", rules)


def test_an_operator_opens_a_port_of_what_is_public_only() -> None:
    """`:8443` opens no machine of ours."""
    rules = destinations.rules(":8443")
    _require("https://93.184.215.14:8443/", rules)
    _refused("https://127.0.0.1:8443/", rules)
    _refused("https://93.184.215.14:8444/", rules)


def test_an_operator_opens_one_place() -> None:
    """A network with a port, or with all of them, in either family."""
    rules = destinations.rules("127.0.0.1:9000, [fd00::/8]:*")
    _require("http://127.0.0.1:9000/", rules)
    _require("http://[fd00::7]:1/", rules)
    _refused("http://127.0.0.1/", rules)
    _refused("http://127.0.0.2:9000/", rules)


def _require(url: str, rules: tuple[destinations.Rule, ...]) -> None:
    target = destinations.parse(url)
    assert target.literal is not None
    destinations.require(target, [target.literal], rules)


def _refused(url: str, rules: tuple[destinations.Rule, ...]) -> None:
    with pytest.raises(Refused):
        _require(url, rules)
