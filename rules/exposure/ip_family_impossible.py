"""IP families that contradict the policy, the addresses or the cluster."""

from collections.abc import Iterator

from svclint.facts import Part, Path, Service, ServiceOptions
from svclint.graph import Graph
from svclint.graph.addresses import family
from svclint.rule import Finding, Rule, Severity


class IpFamilyImpossible(Rule, frozen=True):
    """A Service asks for IP families that contradict each other, its policy or its cluster IPs, so Kubernetes refuses it.

    Two families or two cluster IPs need `ipFamilyPolicy` PreferDualStack or RequireDualStack, each family may stand once, and
    the first address is of the first family. What depends on the cluster is told where `ip-families` in the config says which
    ones it has.

    Silent on ExternalName, of which headless-type-conflict speaks, on what depends on a cluster that is not described, and
    on headless Services without a selector, which may name any families.
    """

    id = "ip-family-impossible"
    severity = Severity.ERROR
    answers = "refused"
    message = "{service} {trouble}"
    help = "{remedy}"
    source = "https://kubernetes.io/docs/concepts/services-networking/dual-stack/"

    def find(self, graph: Graph) -> Iterator[Finding]:
        for service, options in graph.exposure.optioned:
            trouble = None if service.type == "ExternalName" else _trouble(service, options, graph.cluster.families)
            if trouble:
                path, words, remedy = trouble
                part: Part = "key" if isinstance(path[-1], str) else "value"
                yield self.finding(
                    service.at("spec", *path, part=part),
                    label="Kubernetes refuses this",
                    service=service,
                    trouble=words,
                    remedy=remedy,
                )


def _trouble(service: Service, options: ServiceOptions, known: tuple[str, ...]) -> tuple[Path, str, str] | None:
    families, policy = options.ip_families, options.ip_family_policy
    if not {*families} <= {"IPv4", "IPv6"} or policy not in (None, "SingleStack", "PreferDualStack", "RequireDualStack"):
        return None
    written = options.cluster_ips or (options.cluster_ip or "",)
    addresses = [family(text) for text in written if text not in ("", "None")]
    for index, one in enumerate(families):
        if one in families[:index]:
            return ("ipFamilies", index), f"names the family {one} twice", "name each family once"
    free = service.headless and service.selector is None
    dual = policy in ("PreferDualStack", "RequireDualStack") or (free and policy is None)
    if len(families) > 1 and not dual:
        return ("ipFamilies",), f"has two IP families and {_told(policy)}", "write `ipFamilyPolicy: PreferDualStack`"
    if None in addresses:
        return None
    if len(addresses) > 2 or len({*addresses}) < len(addresses):
        return ("clusterIPs",), "has two cluster IPs of one family", "write one for each family"
    if len(addresses) > 1 and not dual:
        return ("clusterIPs",), f"has two cluster IPs and {_told(policy)}", "write `ipFamilyPolicy: PreferDualStack`"
    for index, (one, address) in enumerate(zip(families, addresses, strict=False)):
        if one != address:
            text = written[index]
            return ("ipFamilies", index), f"has the family {one} for the {address} address {text}", f"write {address} first"
    return None if free else _beyond(options, [*families, *addresses], known)


def _beyond(options: ServiceOptions, asked: list[str | None], known: tuple[str, ...]) -> tuple[Path, str, str] | None:
    if not known:
        return None
    lacking = next((one for one in asked if one not in known), None)
    if lacking:
        field = "ipFamilies" if options.ip_families else "clusterIP"
        return (field,), f"asks for {lacking}, the cluster has {' and '.join(known)}", "leave it out"
    if options.ip_family_policy == "RequireDualStack" and len(known) == 1:
        return ("ipFamilyPolicy",), f"requires two IP families, the cluster has {known[0]}", "write PreferDualStack"
    return None


def _told(policy: str | None) -> str:
    return f"the policy {policy}" if policy else "no ipFamilyPolicy, which means SingleStack"
