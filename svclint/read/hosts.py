"""Finds the host names in a text: a single value, or a whole configuration file of whatever format.

Only what is written as a host: in a URL, as `host:port`, as a dotted word that is the whole value, or with `.svc` in
it. A bare word that happens to equal a Service's name is none, and neither are issuers, audiences, image names,
comments and addresses. The work is linear in the text: cheap anchors first, then a bounded look around each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

Found = tuple[str, "int | None", str, bool]
"""Host, port or None where none is written, scheme or "", and whether it may as well be a weight or a limit."""

MAX_LENGTH = 1_000_000
"""Characters of one text that are looked at; hosts further on are not found."""

_MOST = 20_000
"""Places of one kind in one text that are looked at more closely."""

_LABEL = r"_?[A-Za-z0-9](?:[A-Za-z0-9_-]{0,62}[A-Za-z0-9])?"
_HOST = rf"{_LABEL}(?:\.{_LABEL}){{0,15}}\.?"
_AFTER_SCHEME = rf"(?:[^/\s,;'\"$<>{{}}]{{1,256}}@)?({_HOST})(?::([0-9]{{1,5}}))?(?=[/\s,;?#'\"`)\]}}|&]|\\n|$)"
_PORT = r":([0-9]{2,5})(?=[/\s,;'\"`)\]}|?&]|\\n|:[0-9]{2,5}\b|$)"
_DOTTED = rf"(?:^|[\s=,;'\"])((?=[0-9_-]*[A-Za-z]){_LABEL}(?:\.{_LABEL})+\.?)(?=[\s,;'\"]|$)"
_CLUSTER = r"\.(?:svc|cluster)\b"
_HOST_CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-"
_SCHEME_CHARACTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+.-"
_BEFORE_HOST = frozenset(" \t\r\n=,;'\"`([|@>")
_AFTER_HOST = frozenset(" \t\r\n,;'\"`)]}|?/&:")
_ADDRESS = r"[0-9.]+|localhost|(?:.*\.)?localhost\.?|0x.*|x(?:\.x)+|[0-9-]+T[0-9]+"
_RESOLVERS = frozenset(("dns", "passthrough", "xds"))
"""How gRPC is told to look a target up; the host stands behind an authority, which is mostly empty. What `xds` names is a
listener of a mesh, called as a Service is where it says `.svc`."""
_LOCAL_SCHEMES = frozenset(("unix", "file", "npipe", "docker", "oci", "classpath", "sqlite", "s3", "gs", "git", "ssh"))
_NOT_LOOKED_UP = (
    r"(?i)issuer|audience|origin|cors|allowed|redirect|callback|public|external[_-]?url|root[_-]?url|image|repo(sitory)?\b"
    r"|registry|schema|namespace|provisioner|annotation|label|domain|cookie|no_?proxy|class|version|user.?agent|xmlns|docs?_"
    r"|(?<![a-z])cert|\bcsr|\bsans?\b|dns[_-]?names?|common[_-]?name|server[_-]?name|alt[_-]?names?|\bdns\.\d|dns:|\bcn\s*="
)
_NOT_DIALLED = (
    r"(?i)advertise|listen|return\s+30|rewrite|header|server_name|security-policy|example|description|comment|message"
    r"|\becho\b|\blogg?(ing|er)?\b|\bsed\b|see also|homepage|license|\btitle\b|\bhelp\b|help_text|href"
)
_NOT_A_NAME = (
    r"(?i).*\.(ya?ml|json|jar|war|py|sh|js|ts|conf|cfg|ini|toml|xml|properties|txt|log|db|sql|pem|crt|key|cert|sock|html?"
    r"|md|csv|gz|tgz|zip|png|svg|so|bin|exe|class|env|lock|pid|tmpl|tpl|go|rb|php|rs|c|h|java|local_?file)\.?"
)
_COMMENT = r"(?i)\s*(?:#|//|;|\*|--\s|<!--|rem\s|dnl\s|::)|.*\s(?:#|//)\s"
_UPSTREAM = r"(?m)^[ \t]*(?:upstream|backend)\s+([A-Za-z0-9_.-]+)"
_AROUND = 256
_ADDRESS_WORD = r"(?i)host|ur[il]|addr|endpoint|dsn|bootstrap"
_ADDRESSED = (
    rf"{_ADDRESS_WORD}|server|broker|peer|upstream|target|connect|conn\b|node|seed|member|backend|proxy|gateway|service|svc"
    r"|api|remote|master|leader|primary|sentinel|zoo|kafka|redis|memcache|mongo|mysql|pg|postgres|sql|database|db|amqp|rabbit"
    r"|nats|etcd|elastic|statsd|otel|otlp|jaeger|zipkin|collector|export|sink|source|origin|location|destination|wait|depend"
    r"|listen|dial|cmd|command|script|args|opts|options|link|port|http|grpc|smtp|mail|tcp|imap|ldap|mqtt|syslog|metrics"
)
"""What the name of a variable, flag or key has that is given an address."""
_COUNTED = (
    r"(?i)weight|limit|quota|concurren|thread|worker|timeout|retr(?:y|ies)|percent|priorit|replicas|budget|capacity|interval"
    r"|(?<![a-z])(?:max|min|rates?|counts?|sizes?|ttl|ratios?|shares?|batch|items)(?![a-z])"
)
"""What such a name has that is given a number for each of several words."""
_KEY = r"([A-Za-z0-9_.-]+)[\"']?\s*(?:=|:(?![0-9]))"
_USUAL_PORTS = frozenset((443, 1433, 1521, 2181, 2379, 3306, 4222, 4317, 4318, 5432, 5672, 6379))
_USUAL_PORTS |= {8080, 8443, 9042, 9090, 9092, 9200, 11211, 27017}


def in_value(text: str, name: str) -> Iterator[Found]:
    """The hosts in one value that stands under a name: a variable, a flag, an annotation, a key."""
    if ("." not in text and ":" not in text) or not is_looked_up(name):
        return
    if "\n" in text or text.lstrip()[:1] in ("{", "[") or len(text) > 4096:
        yield from in_file(text)
        return
    seen: set[str] = set()
    for found in _urls(text):
        seen.add(found[0])
        yield found
    if "://" in text and not seen and "," not in text:
        return
    for start, found in _port_positions(text) if ":" in text else ():
        if found[0] not in seen:
            seen.add(found[0])
            yield _weighed(found, name, text[max(0, start - _AROUND) : start])
    if "://" in text or "/" in text or "." not in text:
        return
    for match in re.finditer(_DOTTED, text):
        host = match.group(1)
        if host not in seen and _is_name(host) and not re.fullmatch(_NOT_A_NAME, host):
            seen.add(host)
            yield host, None, "", False


@lru_cache(maxsize=4096)
def is_looked_up(name: str) -> bool:
    """Whether what stands under a name may be a host that is dialled."""
    return not re.search(_NOT_LOOKED_UP, name)


def in_file(text: str) -> Iterator[Found]:
    """The hosts in a whole file, each with each port once; what stands in comments or under a name of no host is left out."""
    if ":" not in text and ".svc" not in text:
        return
    text = text[:MAX_LENGTH]
    seen: set[Found] = set()
    upstreams = frozenset(re.findall(_UPSTREAM, text)) if "upstream" in text or "backend" in text else frozenset()
    for start, found in _positions(text):
        if found not in seen and found[0] not in upstreams:
            line = text[max(text.rfind("\n", 0, start) + 1, start - _AROUND) : start]
            if not (re.match(_COMMENT, line) or re.search(_NOT_LOOKED_UP, line) or re.search(_NOT_DIALLED, line)):
                seen.add(found)
                yield _weighed(found, "", line)


def _weighed(found: Found, name: str, before: str) -> Found:
    """A word and a number are vague where a name or a key before them says no address; a short flag says nothing."""
    host, port, scheme, _ = found
    if scheme or port is None or "." in host or port in _USUAL_PORTS or before[-1:] in ("@", "("):
        return found
    keys = ([] if re.fullmatch(r"(-\w+)?", name) else [name]) + re.findall(_KEY, before)
    return host, port, scheme, bool(keys) and not any(_says_address(key, host) for key in keys)


@lru_cache(maxsize=4096)
def _says_address(key: str, host: str) -> bool:
    """Whether a variable, flag or key is given an address, by its words or as it begins the host name itself."""
    if re.search(_COUNTED, key) and not re.search(_ADDRESS_WORD, key):
        return False
    return bool(re.search(_ADDRESSED, key)) or host.lower().startswith(key.lower().strip("-").replace("_", "-"))


def _positions(text: str) -> Iterator[tuple[int, Found]]:
    told: set[tuple[str, int]] = set()
    if "://" in text:
        for start, found in _url_positions(text):
            told.add((found[0], start))
            yield start, found
    for start, found in _port_positions(text):
        if (found[0], start) not in told:
            told.add((found[0], start))
            yield start, found
    if ".svc" in text or ".cluster" in text:
        for match in islice(re.finditer(_CLUSTER, text), _MOST):
            start, before = _word_before(text, match.start())
            host = re.compile(_HOST).match(text, start)
            if before in _BEFORE_HOST and host and (host.group(), start) not in told and _ends(text, host.end()):
                told.add((host.group(), start))
                if _is_name(host.group()):
                    yield start, (host.group(), None, "", False)


def _urls(text: str) -> Iterator[Found]:
    return (found for _, found in _url_positions(text)) if "://" in text else iter(())


def _url_positions(text: str) -> Iterator[tuple[int, Found]]:
    at, count = text.find("://"), 0
    while at >= 0 and count < _MOST:
        count += 1
        before = text[max(0, at - 32) : at]
        scheme = before[len(before.rstrip(_SCHEME_CHARACTERS)) :].lower().lstrip("-+.")
        behind = at + 3
        if scheme in _RESOLVERS:
            behind = text.find("/", behind, behind + _AROUND) + 1 or len(text)
        match = re.compile(_AFTER_SCHEME).match(text, behind)
        if match and scheme and scheme not in _LOCAL_SCHEMES and _is_name(match.group(1)):
            host, port = match.groups()
            if scheme != "xds" or ".svc" in host:
                yield match.start(1), (host, int(port) if port else None, scheme, False)
        at = text.find("://", at + 3)


def _port_positions(text: str) -> Iterator[tuple[int, Found]]:
    for match in islice(re.finditer(_PORT, text), _MOST):
        start, before = _word_before(text, match.start())
        host = text[start : match.start()]
        if before in _BEFORE_HOST and re.fullmatch(_HOST, host) and not host.isdigit() and _is_name(host):
            yield start, (host, int(match.group(1)), "", False)


def _word_before(text: str, end: int) -> tuple[int, str]:
    """Where the word of host characters that ends here begins, and the character before it; a space at the very start."""
    word = text[max(0, end - 253) : end]
    start = end - (len(word) - len(word.rstrip(_HOST_CHARACTERS)))
    return start, text[start - 1] if start else " "


def _ends(text: str, end: int) -> bool:
    return end >= len(text) or text[end] in _AFTER_HOST


def _is_name(host: str) -> bool:
    return len(host) <= 253 and not re.fullmatch(_ADDRESS, host)
