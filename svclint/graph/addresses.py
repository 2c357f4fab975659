"""IP addresses and CIDR blocks as Kubernetes reads them: what is none, and what only newer minors refuse (truth 31)."""

from __future__ import annotations

import ipaddress
import re
from typing import Literal

STRICT = 36
"""The first minor that refuses leading zeros, IPv4 in IPv6 clothes and bits beyond a prefix."""
_IPV4 = r"([0-9]+)\.([0-9]+)\.([0-9]+)\.([0-9]+)"
_NUMBER = r"[0-9]+"
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def parse(text: str) -> Address | None:
    """An address, leading zeros and all; IPv4 that is mapped into IPv6 is IPv4. None for what is no address."""
    match = re.fullmatch(_IPV4, text)
    if match:
        octets = [int(octet) for octet in match.groups()]
        return ipaddress.IPv4Address(".".join(map(str, octets))) if max(octets) < 256 else None
    if ":" not in text or "%" in text:
        return None
    try:
        address = ipaddress.IPv6Address(text)
    except ValueError:
        return None
    return address.ipv4_mapped or address


def family(text: str) -> Literal["IPv4", "IPv6"] | None:
    """The family of an address, None for what is no address."""
    address = parse(text)
    return None if address is None else "IPv4" if address.version == 4 else "IPv6"


def fault(text: str, minor: int) -> str:
    """What is wrong with an address, "" if nothing is."""
    address = parse(text)
    if address is None:
        return "is no IP address"
    return _clothes(text) if minor >= STRICT else ""


def special(text: str) -> str:
    """In which range an address is that can be no Service's external one, "" if in none."""
    address = parse(text)
    if address is None:
        return ""
    if address.is_unspecified:
        return "the unspecified address"
    if address.is_loopback:
        return "a loopback address"
    if address.is_link_local:
        return "a link-local address"
    first = address.packed
    multicast = first[:3] == bytes((224, 0, 0)) if address.version == 4 else first[0] == 255 and first[1] & 15 == 2
    return "a link-local multicast address" if multicast else ""


def network(text: str) -> Network | None:
    """The block of a CIDR, bits beyond its prefix dropped; None for what is none."""
    start, slash, bits = text.partition("/")
    address = parse(start)
    if address is None or not slash or not re.fullmatch(_NUMBER, bits):
        return None
    width = int(bits) - (96 if address.version == 4 and ":" in start else 0)
    return ipaddress.ip_network((address, width), strict=False) if 0 <= width <= address.max_prefixlen else None


def network_fault(text: str, minor: int) -> str:
    """What is wrong with a CIDR, "" if nothing is."""
    start, _, bits = text.partition("/")
    block = network(text)
    if block is None:
        return "is no CIDR block such as 10.0.0.0/8"
    if minor < STRICT:
        return ""
    if _clothes(start):
        return _clothes(start)
    if len(bits) > 1 and bits.startswith("0"):
        return "has leading zeros, which Kubernetes 1.36 and newer refuse"
    return "" if parse(start) == block.network_address else f"has bits beyond its prefix: the block is {block}"


def _clothes(text: str) -> str:
    if ":" in text:
        mapped = ipaddress.IPv6Address(text).ipv4_mapped
        return f"is an IPv4 address in IPv6 form: write {mapped}" if mapped else ""
    zeros = any(len(octet) > 1 and octet.startswith("0") for octet in text.split("."))
    return "has leading zeros, which Kubernetes 1.36 and newer refuse" if zeros else ""
