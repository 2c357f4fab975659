"""Pods on the host's network that ask the node's DNS."""

from collections.abc import Iterator

from svclint.facts import Workload
from svclint.graph import Graph
from svclint.graph.names import Host
from svclint.rule import Confidence, Edit, Finding, Fix, Related, Rule, Severity

_POLICY = "ClusterFirstWithHostNet"


class HostNetworkDns(Rule, frozen=True):
    """On the host's network the default `dnsPolicy` means the node's resolver, which knows no Service.

    `ClusterFirst` falls back to `Default` with `hostNetwork: true`, without a word: names of Services do not resolve.
    `ClusterFirstWithHostNet` brings the cluster's DNS back.

    An error only where the pods are given the name of a Service; else a possible note.

    Silent where `dnsPolicy` is anything but the default.
    """

    id = "host-network-dns"
    severity = Severity.ERROR
    message = "{workload} is on the host's network and asks the node's DNS, which {fails}"
    help = "set `dnsPolicy: ClusterFirstWithHostNet`"
    source = "https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-s-dns-policy"

    def find(self, graph: Graph) -> Iterator[Finding]:
        asked: dict[int, Host] = {}
        for host in graph.names.all():
            if host.workload.host_network and (host.exists or host.local):
                asked.setdefault(id(host.workload), host)
        for workload in graph.workloads:
            if workload.host_network and workload.dns_policy == "ClusterFirst":
                yield self._report(workload, asked.get(id(workload)))

    def _report(self, workload: Workload, host: Host | None) -> Finding:
        pod = (*workload.template[:-1], "spec")
        place = workload.at(*pod, "hostNetwork", part="entry")
        edit = Edit(workload.at(*pod, "hostNetwork", part="key"), f"dnsPolicy: {_POLICY}{{,}}{{}}")
        if workload.pod.dns_policy_written:
            edit = Edit(workload.at(*pod, "dnsPolicy"), _POLICY)
        return self.finding(
            place,
            severity=Severity.ERROR if host else Severity.NOTE,
            confidence=Confidence.LIKELY if host else Confidence.POSSIBLE,
            label="the default dnsPolicy then means the node's resolver",
            related=[Related(host.place, "a name that only the cluster's DNS knows")] if host else [],
            fix=Fix(f"set dnsPolicy to {_POLICY}", False, (edit,)),
            workload=workload,
            fails=f"does not know {host.reference.host}" if host else "knows no Service",
        )
