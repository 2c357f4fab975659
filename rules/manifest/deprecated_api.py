"""API versions and annotations whose time is over."""

from collections.abc import Iterator

from svclint.graph import Graph
from svclint.rule import Edit, Finding, Fix, Rule, Severity


class DeprecatedApi(Rule, frozen=True):
    """An apiVersion that the configured `kubernetes-version` no longer serves, or an annotation that it no longer heeds.

    An object of a removed apiVersion cannot be applied at all. A warning while the version is only deprecated, and for
    annotations, which Kubernetes drops or warns of without refusing anything: a Service with the old
    `tolerate-unready-endpoints` publishes no pod before it is ready, whatever the annotation says.

    Silent on versions that came later than the configured one, and on Endpoints of v1, which endpoints-api tells of.
    """

    id = "deprecated-api"
    severity = Severity.ERROR
    answers = "refused"
    message = "{detail}"
    help = "{remedy}"
    source = "https://kubernetes.io/docs/reference/using-api/deprecation-guide/"

    def find(self, graph: Graph) -> Iterator[Finding]:
        for problem in graph.problems(self.id):
            fix = Fix(f"write {problem.value}", True, (Edit(problem.place, problem.value),)) if problem.value else None
            yield self.finding(
                problem.place,
                severity=Severity.ERROR if problem.serious else Severity.WARNING,
                label="no longer served" if problem.serious else "deprecated",
                fix=fix,
                detail=problem.detail,
                remedy=problem.help,
            )
