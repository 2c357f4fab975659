"""Traffic distribution that is refused or has no effect."""

from collections.abc import Iterable, Iterator

from svclint.facts import Place
from svclint.graph import Graph
from svclint.rule import Edit, Finding, Fix, Related, Rule, Severity

_HINTS = "service.kubernetes.io/topology-aware-hints"
_MODE = "service.kubernetes.io/topology-mode"


class TrafficDistributionConflict(Rule, frozen=True):
    """A traffic distribution is not known to this Kubernetes version, contradicts an annotation, or has no effect.

    The topology annotation set to `Auto` switches `trafficDistribution` off. Its two spellings must agree, or Kubernetes
    refuses the Service. PreferSameZone and PreferSameNode came with 1.34. PreferClose is the older name of PreferSameZone,
    deprecated and not about to go (KEP 3015): a note from 1.35 on. A headless Service has no proxy that could prefer anything.

    Silent on annotations with other values than Auto, which change nothing.
    """

    id = "traffic-distribution-conflict"
    severity = Severity.ERROR
    answers = "refused"
    message = "{detail}"
    help = "{remedy}"
    source = "https://kubernetes.io/docs/reference/networking/virtual-ips/#traffic-distribution"

    def find(self, graph: Graph) -> Iterator[Finding]:
        yield from self.refused(graph, "write PreferClose, or leave it out")
        for service, options in graph.exposure.optioned:
            written = dict(options.annotations)
            hints, mode = written.get(_HINTS), written.get(_MODE)
            if hints is not None and mode is not None and hints != mode:
                yield self.finding(
                    service.at("metadata", "annotations", _MODE),
                    related=[Related(service.at("metadata", "annotations", _HINTS), "the other spelling")],
                    detail=f"the topology annotations of {service} differ ({mode} and {hints}), so Kubernetes refuses it",
                    remedy="remove the deprecated topology-aware-hints",
                )
            elif options.traffic_distribution:
                field = service.at("spec", "trafficDistribution")
                annotation = _HINTS if hints is not None else _MODE
                if service.headless:
                    yield self._warning(field, f"trafficDistribution of {service} has no effect: it is headless", "remove it")
                elif (hints if hints is not None else mode) in ("Auto", "auto"):
                    yield self._warning(
                        field,
                        f"trafficDistribution of {service} has no effect beside {annotation}: {written[annotation]}",
                        "remove the annotation",
                        [Related(service.at("metadata", "annotations", annotation), "this wins")],
                    )
                elif options.traffic_distribution == "PreferClose" and graph.cluster.minor >= 35:
                    yield self.finding(
                        field,
                        severity=Severity.NOTE,
                        detail=f"trafficDistribution PreferClose of {service} is the deprecated name of PreferSameZone",
                        remedy="write PreferSameZone, which means the same",
                        fix=Fix("write PreferSameZone", False, (Edit(field, "PreferSameZone"),)),
                    )

    def _warning(self, place: Place, detail: str, remedy: str, related: Iterable[Related] = ()) -> Finding:
        return self.finding(place, severity=Severity.WARNING, detail=detail, remedy=remedy, related=related)
