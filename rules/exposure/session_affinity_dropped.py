"""Session affinity that is dropped, ignored or refused."""

from collections.abc import Iterator

from svclint.facts import Service
from svclint.graph import Graph
from svclint.rule import Finding, Rule, Severity


class SessionAffinityDropped(Rule, frozen=True):
    """A session affinity is dropped or ignored, or Kubernetes refuses it for a timeout outside of 1 to 86400 seconds.

    `sessionAffinityConfig` without `sessionAffinity: ClientIP` is dropped without a word. A headless Service has no proxy
    that could remember a client: it ignores the affinity.

    Silent on ExternalName's affinity, of which external-name-ignores speaks, and on a timeout of an affinity that is dropped.
    """

    id = "session-affinity-dropped"
    severity = Severity.ERROR
    answers = "refused"
    message = "{service} {trouble}"
    help = "{remedy}"
    source = "https://kubernetes.io/docs/reference/networking/virtual-ips/#session-affinity"

    def find(self, graph: Graph) -> Iterator[Finding]:
        for service, options in graph.exposure.optioned:
            seconds = options.affinity_seconds
            if options.session_affinity == "ClientIP":
                if seconds is not None and not 1 <= seconds <= 86400:
                    yield self.finding(
                        service.at("spec", "sessionAffinityConfig", "clientIP", "timeoutSeconds"),
                        label="must be 1 to 86400",
                        service=service,
                        trouble=f"has a session affinity of {seconds} seconds, which Kubernetes refuses",
                        remedy="write 1 to 86400 seconds; unwritten it is 10800",
                    )
                elif service.headless:
                    yield self._warning(service, "sessionAffinity", "is headless, so its session affinity is ignored")
            elif options.affinity_config and options.session_affinity in (None, "", "None"):
                trouble = "has a sessionAffinityConfig but no affinity, so Kubernetes drops it"
                yield self._warning(
                    service, "sessionAffinityConfig", trouble, "write `sessionAffinity: ClientIP`, or remove it"
                )

    def _warning(self, service: Service, field: str, trouble: str, remedy: str = "remove it") -> Finding:
        return self.finding(
            service.at("spec", field, part="entry"),
            severity=Severity.WARNING,
            service=service,
            trouble=trouble,
            remedy=remedy,
        )
