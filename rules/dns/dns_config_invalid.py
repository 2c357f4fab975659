"""DNS settings of a pod that the API refuses."""

from collections.abc import Iterator

from svclint.facts import Path, Workload
from svclint.graph import Graph
from svclint.rule import Finding, Rule, Severity

_MOST_CHARACTERS = 2048


class DnsConfigInvalid(Rule, frozen=True):
    """A pod's DNS settings break a rule of the API, and the object is refused.

    `dnsPolicy: None` needs `dnsConfig` with a name server. There may be three name servers, all of them addresses, and 32
    search domains of 2,048 characters together. `hostname` and `subdomain` are single labels; `hostnameOverride` excludes
    `setHostnameAsFQDN` and `hostNetwork`. Aliases map an address to lower-case names.

    Silent on options that no resolver knows, and on values out of range, such as ndots 99: those are accepted and ignored.
    """

    id = "dns-config-invalid"
    severity = Severity.ERROR
    answers = "refused"
    message = "{detail}"
    help = "{remedy}"
    source = "https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-dns-config"

    def find(self, graph: Graph) -> Iterator[Finding]:
        yield from self.refused(graph, "write it as it must be")
        for workload in graph.workloads:
            if workload.pod.dns_policy_written or workload.pod.searches or workload.pod.hostname_override is not None:
                for path, detail, remedy in _troubles(workload):
                    if not graph.scope.alters(workload.file):
                        place = workload.at(*workload.template[:-1], "spec", *path)
                        yield self.finding(place, label="Kubernetes refuses this", detail=detail, remedy=remedy)


def _troubles(workload: Workload) -> Iterator[tuple[Path, str, str]]:
    pod = workload.pod
    if workload.dns_policy == "None" and not pod.nameservers:
        yield (
            ("dnsConfig", "nameservers") if pod.dns_config else ("dnsPolicy",),
            "dnsPolicy None needs a name server in dnsConfig",
            "add `dnsConfig.nameservers`, or choose another policy",
        )
    if len(" ".join(pod.searches)) > _MOST_CHARACTERS:
        yield (
            ("dnsConfig", "searches"),
            f"search domains have more than {_MOST_CHARACTERS} characters together",
            "list fewer of them",
        )
    if pod.hostname_override is not None and (pod.fqdn or workload.host_network):
        other = "setHostnameAsFQDN" if pod.fqdn else "hostNetwork"
        yield ("hostnameOverride",), f"hostnameOverride cannot stand beside {other}", "drop one of the two"
