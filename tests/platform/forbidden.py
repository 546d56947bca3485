"""Spellings of addresses to which nothing may be sent, and names that resolve to some of them."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator

# Of each kind of IPv4 address that is nobody's to name; written in every way below.
_ADDRESSES = ("127.0.0.1", "169.254.169.254", "10.0.0.1", "192.168.1.1", "100.64.0.1", "0.0.0.0")

_LITERAL = """
    0.255.255.255 10.255.255.255 100.127.255.255 100.100.100.200 127.0.0.0 127.255.255.254 127.127.127.127
    168.63.129.16 169.254.0.1 169.254.170.2 172.16.0.1 172.31.255.255 192.0.0.1 192.0.0.192 192.0.2.1 192.88.99.1
    192.168.0.0 192.168.255.255 198.18.0.1 198.19.255.255 198.51.100.7 203.0.113.9 224.0.0.1 239.255.255.255 240.0.0.1
    255.255.255.255 [::] [::1] [0:0:0:0:0:0:0:0] [0:0:0:0:0:0:0:1] [0000:0000:0000:0000:0000:0000:0000:0001] [::0001]
    [0::1] [::0:1] [fc00::1] [fd00:ec2::254] [fd00::1] [fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff] [fe80::1] [febf::1]
    [fec0::1] [feff::1] [ff00::1] [ff02::1] [ff05::2] [ff0e::1] [100::1] [100:0:0:1::1] [2001::1]
    [2001:0:4136:e378:8000:63bf:3fff:fdd2] [2001:2::1] [2001:10::1] [2001:20::1] [2001:db8::1] [2002::1] [3ffe::1]
    [3fff::1] [5f00::1] [4000::1] [e000::1] [64:ff9b:1::1] [64:ff9b:1:ffff::5db8:d822] [1::1] [200::1]
    [2001:db8:ffff:ffff:ffff:ffff:ffff:ffff]
"""

_MANGLED = """
    http:// http:/// http:///127.0.0.1/ http:127.0.0.1 http:/127.0.0.1 //127.0.0.1/ 127.0.0.1 /etc/passwd http://127.1
    http://127.0.1 http://10.1 http://1 http://0 http://0/ http://0x0 http://00 http://00000000 http://0.0
    http://127.0.0.1. http://127.0.0.1.. http://.127.0.0.1 http://127..0.1 http://127.0.0 http://127.0.0.1.0
    http://127.000.000.001 http://127.0.0.01 http://0127.0.0.1 http://127.0.0.256 http://256.256.256.256 http://0x7f.1
    http://0x7f.0.0.1 http://0X7F.0x0.0x0.0x1 http://0x7f000001 http://0x7F000001. http://0177.1 http://0177.0.0.1
    http://0177.0x0.0.1 http://00177.0.0.1 http://017700000001 http://0x7f.0.1 http://2130706433 http://2130706433.
    http://3232235777 http://2852039166 http://4294967295 http://4294967296 http://425.510.425.510 http://7147006462
    http://127.0.0.1%00 http://127.0.0.1%20 http://127.0.0.1%2f@news.example http://%31%32%37.0.0.1
    http://127%2e0%2e0%2e1 http://%6c%6f%63%61%6c%68%6f%73%74 http://localhost%00.news.example http://localhost%2e
    http://%5b::1%5d http://[::1%25lo] http://[::1%lo] http://[fe80::1%25eth0] http://[fe80::1%eth0] http://[::1
    http://::1 http://::1/ http://[::1]] http://[[::1]] http://[127.0.0.1] http://[::127.0.0.1.] http://[]
    http://[::ffff:127.1] http://[::ffff:0x7f.0.0.1] http://[::ffff:0177.0.0.1] http://[v1.fe80::1] http://[::1]x
    http://user@127.0.0.1 http://user:secret@127.0.0.1 http://@127.0.0.1 http://:@127.0.0.1
    http://news.example@127.0.0.1 http://127.0.0.1@news.example http://news.example:80@127.0.0.1
    http://news.example:@127.0.0.1:80 http://news.example#@127.0.0.1 http://news.example?@127.0.0.1#x
    http://127.0.0.1#@news.example http://a@b@127.0.0.1 http://news.example\\@127.0.0.1
    http://127.0.0.1\\@news.example http:\\\\127.0.0.1 http:/\\127.0.0.1 http://127.0.0.1\\.news.example
    http://news.example\\.127.0.0.1 http://127.0.0.1;news.example http://127.0.0.1,news.example http://news.example:22
    http://news.example:8080 http://news.example:0 http://news.example:65536 http://news.example:99999
    http://news.example:-80 http://news.example:+80 http://news.example:80:80 http://news.example:8o
    http://news.example:٨٠ http://news.example:6379 https://news.example:25 https://news.example:5432
    http://news.example:443443 http://news.example: ftp://news.example file:///etc/passwd gopher://127.0.0.1:70/_x
    dict://127.0.0.1:11211 ldap://127.0.0.1 data:text/html,x jar:http://127.0.0.1!/ unix:///run/x.sock
    http+unix://%2frun%2fx.sock ws://127.0.0.1 javascript:x http\u017f://127.0.0.1 http://①②⑦.⓪.⓪.① http://１２７.０.０.１
    http://127。0。0。1 http://127．0．0．1 http://127｡0｡0｡1 http://１２７。1 http://٠٠٠.٠ http://١٢٧.٠.٠.١ http://१२७.०.०.१
    http://𝟏𝟐𝟕.𝟎.𝟎.𝟏 http://127.0.0.1\u00ad http://127.0.0\u200b.1 http://⑯⑨。②⑤④。⑯⑨｡②⑤④ http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ
    http://ｌocalhost http://localho\u017ft http://loc\u00adalhost http://localhost http://LOCALHOST http://LocalHost/
    http://localhost. http://localhost:80 https://localhost:443 http://inner.localhost http://ip6-localhost
    http://metadata http://metadata.cloud.example http://printer.local http://127.0.0.1.rebound.example
    http://mixed.example http://mixed-six.example http://mapped.example http://zone.example http://turning.example/
    https://turning.example/ http://private.example http://linklocal.example http://site.example http://nat64.example
    http://teredo.example http://sixtofour.example http://carrier.example http://multicast.example
    http://-news.example http://news-.example http://news..example http://.news.example http://news.example.
    http://news.0x7f http://news.1 http://news.example.0x http://1.1.1.1.1
"""

_WITH_CONTROLS = (
    "http://news_\u2028.example",
    "http://new\ts.example",
    "http://news.example\r\nHost:127.0.0.1",
    "http://news.example/\r\nX:y",
    "http://news.example/\n",
    "http://news.example/ HTTP/1.1",
    "http://127.0.0.1 .news.example",
    "http://127.0.0.1\0.news.example",
    " http://127.0.0.1",
    "\x01http://127.0.0.1",
)

# What resolvers would answer. The list of one that changes its answer is gone through look-up by look-up.
NAMES: dict[str, list[list[str]]] = {
    "news.example": [["93.184.215.14"]],
    "localhost": [["127.0.0.1", "::1"]],
    "inner.localhost": [["127.0.0.1"]],
    "ip6-localhost": [["::1"]],
    "metadata": [["169.254.169.254"]],
    "metadata.cloud.example": [["fd00:ec2::254"]],
    "printer.local": [["192.168.1.7"]],
    "127.0.0.1.rebound.example": [["127.0.0.1"]],
    "mixed.example": [["93.184.215.14", "10.0.0.1"]],
    "mixed-six.example": [["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "fe80::1"]],
    "mapped.example": [["::ffff:127.0.0.1"]],
    "zone.example": [["fe80::1%eth0"]],
    "turning.example": [["127.0.0.1"], ["93.184.215.14"]],
    "private.example": [["172.20.0.1"]],
    "linklocal.example": [["169.254.1.1"]],
    "site.example": [["fec0::1"]],
    "nat64.example": [["64:ff9b::a00:1"]],
    "teredo.example": [["2001:0:4136:e378:8000:63bf:f5ff:fffe"]],
    "sixtofour.example": [["2002:7f00:1::1"]],
    "carrier.example": [["100.64.0.9"]],
    "multicast.example": [["224.0.0.251"]],
}


def spellings() -> list[str]:
    """Give all of them, each once."""
    found = [f"http://{host}/hook" for host in _LITERAL.split()]
    found += [f"http://{host}/hook" for text in _ADDRESSES for host in _written(ipaddress.IPv4Address(text))]
    found += [*_MANGLED.split(), *_WITH_CONTROLS]
    return list(dict.fromkeys(found))


def _written(address: ipaddress.IPv4Address) -> Iterator[str]:
    """Write an address in each way in which some program reads it, and inside addresses of IPv6."""
    number, (a, b, c, d) = int(address), address.packed
    yield str(address)
    yield f"{number}"
    yield f"{number:#x}"
    yield f"0{number:o}"
    yield f"{a:#x}.{b:#x}.{c:#x}.{d:#x}"
    yield f"0{a:o}.0{b:o}.0{c:o}.0{d:o}"
    yield f"{a}.{b:#x}.0{c:o}.{d}"
    yield f"{a:03d}.{b:03d}.{c:03d}.{d:03d}"
    yield f"{a}.{b}.{c << 8 | d}"
    yield f"{a}.{b << 16 | c << 8 | d}"
    yield f"{a:#x}.{b << 16 | c << 8 | d}"
    yield f"{a + 256}.{b}.{c}.{d}"
    yield f"{address}."
    high, low = number >> 16, number & 0xFFFF
    for before in ("::", "::ffff:", "::ffff:0:", "64:ff9b::", "64:ff9b:1::"):
        yield f"[{before}{address}]"
        yield f"[{before}{high:x}:{low:x}]"
    yield f"[2002:{high:x}:{low:x}::1]"
    yield f"[2001:0:{high:x}:{low:x}::1]"
    yield f"[2001:0:4136:e378:8000:63bf:{high ^ 0xFFFF:x}:{low ^ 0xFFFF:x}]"
    yield f"[2606:2800::5efe:{high:x}:{low:x}]"
    yield f"[2606:2800::200:5efe:{high:x}:{low:x}]"
