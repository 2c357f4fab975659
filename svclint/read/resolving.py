"""How the DNS settings of a pod are written: name servers, search domains, host names and aliases."""

from __future__ import annotations

from svclint.read.limit import Limit, Table, matching

_RULE = "dns-config-invalid"
_LABEL = "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?"
_PART = "[a-z0-9]([-a-z0-9]*[a-z0-9])?"
_SEARCH_PART = "[a-z0-9_]([-a-z0-9_]*[a-z0-9_])?"
_OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_IPV6 = "[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*"
_STRICT = 36
"""Since this minor leading zeros in addresses are refused (truth 31)."""

_ADDRESS = (
    matching(_RULE, rf"^(({_OCTET}\.){{3}}{_OCTET}|{_IPV6})$", "must be an IP address", (_STRICT, 999)),
    matching(_RULE, rf"^((0*{_OCTET}\.){{3}}0*{_OCTET}|{_IPV6})$", "must be an IP address", (0, _STRICT - 1)),
)
_HOST_LABEL = (matching(_RULE, f"^({_LABEL})?$", "must be up to 63 lower-case letters, digits and `-`, without dots"),)
_NAME = rf"{_PART}(\.{_PART})*"

LIMITS: Table = {
    "core.v1.PodSpec": {
        "hostname": _HOST_LABEL,
        "subdomain": _HOST_LABEL,
        "hostnameOverride": (
            matching(_RULE, f"^{_NAME}$", "must be lower-case letters, digits, `-` and `.`"),
            Limit(_RULE, "maxLength", 64, "must be no longer than 64 characters"),
        ),
    },
    "core.v1.PodDNSConfig": {
        "nameservers": (Limit(_RULE, "maxItems", 3, "must not have more than 3 name servers"),),
        "nameservers[]": _ADDRESS,
        "searches": (Limit(_RULE, "maxItems", 32, "must not have more than 32 search domains"),),
        "searches[]": (
            matching(
                _RULE,
                rf"^(\.|{_SEARCH_PART}(\.{_SEARCH_PART})*\.?)$",
                "must be `.`, or lower-case letters, digits, `-`, `_` and `.`",
            ),
            Limit(_RULE, "maxLength", 254, "must be no longer than 253 characters"),
        ),
    },
    "core.v1.PodDNSConfigOption": {"name": (Limit(_RULE, "minLength", 1, "must not be empty"),)},
    "core.v1.HostAlias": {
        "ip": _ADDRESS,
        "hostnames[]": (matching(_RULE, f"^{_NAME}$", "must be lower-case letters, digits, `-` and `.`"),),
    },
}
"""What the API demands of them (`validatePodDNSConfig`, `ValidateHostAliases`); the OpenAPI says nothing of it."""
