"""Per-pod names that no pod of a StatefulSet or Indexed Job has."""

from collections.abc import Iterator

from svclint.graph import Graph
from svclint.graph.controllers import ordinals
from svclint.graph.stateful import Broken
from svclint.rule import Confidence, Finding, Related, Rule, Severity


class PodDnsNameBroken(Rule, frozen=True):
    """A name `<set>-<n>.<service>` resolves only below the set's own `serviceName`, and only for ordinals that it has.

    Another headless Service that selects the same pods has no such names, nor has a Deployment behind a headless Service:
    the look-up fails, and whoever asks waits for a peer that is not there. Ordinals run from `ordinals.start`, 0 by default,
    up to the replicas; those of an Indexed Job, whose pods have such names below their `subdomain`, from 0 up to its
    completions. Possible only where an autoscaler or an operator may add pods, in whole configuration files, and
    across folders.

    Silent where the governing Service itself is missing or selects nothing: then other rules speak, at the StatefulSet.
    """

    id = "pod-dns-name-broken"
    severity = Severity.ERROR
    message = "{name} resolves to no pod: {told}"
    help = "{remedy}"
    source = "https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#stable-network-id"

    def find(self, graph: Graph) -> Iterator[Finding]:
        for broken in graph.stateful.broken():
            host, workload = broken.name.host, broken.workload
            doubt = ""
            if graph.scope.alters(workload.file) or graph.scope.alters(host.place.file):
                doubt = "a kustomization may change this"
            elif not broken.near:
                doubt = f"{workload} stands in another folder"
            elif broken.trouble == "ordinal" and broken.scaled:
                doubt = "it may be scaled up"
            elif broken.trouble == "ordinal" and host.embedded:
                doubt = "not every name in a configuration file is looked up"
            told, field, remedy = _told(broken, graph.namespace(workload))
            related = [Related(workload.at(*field), told)]
            if broken.service:
                related.append(Related(broken.service.at("metadata", "name"), f"{broken.service} gives no such names"))
            yield self.finding(
                host.place,
                confidence=Confidence.POSSIBLE if doubt else Confidence.LIKELY,
                label="no pod has this name",
                why=doubt,
                related=related,
                name=host.reference.host,
                told=told,
                remedy=remedy,
            )


def _told(broken: Broken, namespace: str | None) -> tuple[str, tuple[str, ...], str]:
    name, workload = broken.name, broken.workload
    match broken.trouble:
        case "service":
            right = f"{name.set}-{name.ordinal}.{workload.service_name}"
            return f"{workload} has serviceName {workload.service_name}", ("spec", "serviceName"), f"write {right}"
        case "ordinal":
            first, end = ordinals(workload)
            pods = f"{workload.name}-{first}" + (f" to {workload.name}-{end - 1}" if end - first > 1 else "")
            field = "completions" if workload.indexes else "replicas"
            return f"{workload} has the pods {pods}", ("spec", field), f"name a pod that it has, or raise its {field}"
        case "namespace":
            return f"{workload} lies in namespace {namespace}", ("metadata", "namespace"), "name its namespace"
    told = f"{broken.service} selects {workload}, whose pods have other names"
    if workload.kind == "StatefulSet":
        return told, ("metadata", "name"), f"write {workload.name}-{name.ordinal}.{workload.service_name or name.service}"
    if workload.kind == "Job" and workload.name.lower() == name.set:
        remedy = f"write `completionMode: Indexed`, and `subdomain: {name.service}` in its pod template"
        return told, ("metadata", "name"), remedy
    return told, ("metadata", "name"), f"use a StatefulSet for pods with names of their own, or ask for {name.service}"
