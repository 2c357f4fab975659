"""Cluster IPs that contradict the type, or each other."""

from collections.abc import Iterator

from svclint.facts import Service, ServiceOptions
from svclint.graph import Graph
from svclint.rule import Edit, Finding, Fix, Rule, Severity


class HeadlessTypeConflict(Rule, frozen=True):
    """A Service's cluster IPs contradict its type or each other, so Kubernetes refuses it.

    `clusterIP: None` makes a Service headless: only type ClusterIP can be that, and the word is written `None`. An
    ExternalName has no cluster IP and no IP family at all. `clusterIPs`, where it is written, begins with `clusterIP`.

    Silent on a cluster IP that is empty or null, which means none yet.
    """

    id = "headless-type-conflict"
    severity = Severity.ERROR
    answers = "refused"
    message = "{service} {trouble}"
    help = "{remedy}"
    source = "https://kubernetes.io/docs/concepts/services-networking/service/#headless-services"

    def find(self, graph: Graph) -> Iterator[Finding]:
        for service, options in graph.exposure.optioned:
            trouble = _alias(options) if service.type == "ExternalName" else _trouble(service, options)
            if trouble:
                field, words, remedy = trouble
                misspelled = field == "clusterIP" and options.cluster_ip != "None" and service.type == "ClusterIP"
                yield self.finding(
                    service.at("spec", field, part="entry"),
                    label="Kubernetes refuses this",
                    fix=Fix("write None", True, (Edit(service.at("spec", field), "None"),)) if misspelled else None,
                    service=service,
                    trouble=words,
                    remedy=remedy,
                )


def _alias(options: ServiceOptions) -> tuple[str, str, str] | None:
    written = {
        "clusterIP": options.cluster_ip,
        "clusterIPs": options.cluster_ips,
        "ipFamilies": options.ip_families,
        "ipFamilyPolicy": options.ip_family_policy,
    }
    field = next((field for field, value in written.items() if value), None)
    return (
        None if field is None else (field, f"of type ExternalName has {field}: it is an alias, without an address", "remove it")
    )


def _trouble(service: Service, options: ServiceOptions) -> tuple[str, str, str] | None:
    first, listed = options.cluster_ip or "", options.cluster_ips or ()
    if first == "None" and service.type in ("NodePort", "LoadBalancer"):
        return "clusterIP", f"of type {service.type} cannot be headless", "remove `clusterIP: None`, or the type"
    for field, values in (("clusterIP", (first,)), ("clusterIPs", listed)):
        wrong = next((value for value in values if value != "None" and value.lower() == "none"), None)
        if wrong:
            return field, f"has the cluster IP `{wrong}`, which is no address", "write `None` for a headless Service"
    if listed and not first:
        return "clusterIPs", "has clusterIPs without clusterIP", f"add `clusterIP: {listed[0]}`"
    if listed and listed[0] != first:
        return (
            "clusterIPs",
            f"has clusterIPs that begin with {listed[0]}, not with its clusterIP {first}",
            "write one of the two",
        )
    if first == "None" and len(listed) > 1:
        return "clusterIPs", "is headless and has more than one cluster IP", "write `None` alone"
    return None
