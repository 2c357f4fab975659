"""The few words that random worlds are made of, so that things meet by chance, and the odd ones that go wrong."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.conformance.worlds.spelling import Raw

Draw = st.DrawFn
Manifest = dict[str, Any]

NAMES = ("web", "db", "api")
NAMESPACES = (None, None, None, "shop", "default")
PORTS = (80, 8080, 53, 5432)
PORT_NAMES = ("http", "web", "dns", "metrics")
PROTOCOLS = (None, None, None, "TCP", "UDP", "SCTP")
ODD_PORT_NAMES = ("HTTP", "a_b", "80", "-x", "x--y", "a-name-of-16-chr", "a-name-longer-than-15-characters", "", "http-", 80)
ODD_NUMBERS = (0, -1, 65536, Raw("8_0"), Raw('"80"'), Raw("0120"), Raw("80.5"), Raw("http"), Raw("~"), Raw("1e2"))
ODD_VALUES = (
    *map(Raw, "yes off 1 1.0 08 0o7 1e3 1_000 ~ null 2020-01-01 12e4567 22:22 -web .web".split()),
    "a b", "v" * 63, "v" * 64, "web_", "a/b",
)  # fmt: skip
ODD_KEYS = ("App", "a b", "a/b/c", "-app", "example.com/", "/app", "Example.com/app", "a" * 64, "example.com/a_b")
ODD_NAMES = ("Web", "web_1", "1web", "web.x", "-web", "w" * 53, "w" * 63, "w" * 64, Raw("123"), Raw("yes"))
HOSTS = (
    "web db web.shop db.shop.svc web.default.svc.cluster.local db.shop.svc.cluster.local. api.example.com example.com"
    " db-0.db db-1.db.shop db-0.db.shop.svc.cluster.local kubernetes.default kubernetes.default.svc web.example.com."
).split()


def rarely(draw: Draw, among: int = 12) -> bool:
    """True once in about `among` times."""
    return draw(st.integers(0, among - 1)) == among - 1


_calm = False


def settle(*, calm: bool) -> None:
    """Whether the world that is drawn from here on is calm: there defects are far apart, so that one hides no other."""
    global _calm  # noqa: PLW0603
    _calm = calm


def odd(draw: Draw, among: int) -> bool:
    """True once in about `among` times, and much more rarely in a calm world: for what goes wrong."""
    return rarely(draw, among * 12 if _calm else among)


def one(draw: Draw, *values: Any) -> Any:
    """One of these."""
    return draw(st.sampled_from(values))


def keep(**fields: Any) -> Manifest:
    """The fields that are given."""
    return {key: value for key, value in fields.items() if value is not None}


def number(draw: Draw, value: int) -> Any:
    """A number, now and then as a string."""
    return Raw(f'"{value}"') if odd(draw, 60) else value


def labels(draw: Draw) -> Manifest:
    """One to three labels."""
    found: Manifest = {"app": one(draw, *NAMES)}
    if draw(st.booleans()):
        key = one(draw, "tier", "version", "App", "app.kubernetes.io/name")
        found[key] = one(draw, "front", "back", "v1", "v2", "", "web")
    if odd(draw, 16):
        found["odd"] = one(draw, *ODD_VALUES)
    if odd(draw, 40):
        found[one(draw, *ODD_KEYS)] = "web"
    return found


def meta(draw: Draw, name: Any, given: Manifest | None = None) -> Manifest:
    """An object's metadata."""
    if odd(draw, 40):
        name = one(draw, *ODD_NAMES)
    annotations = None
    if odd(draw, 30):
        annotations = {
            one(draw, "note", "example.com/note", *ODD_KEYS): one(draw, "any text: at all", *map(Raw, ("1", "yes", "~")))
        }
    written = {"name": name, "namespace": one(draw, *NAMESPACES), "labels": given, "annotations": annotations}
    if odd(draw, 60):
        written["namespace"] = one(draw, "Shop", "a.b", Raw("1"), "n" * 64)
    return {key: value for key, value in written.items() if value}
