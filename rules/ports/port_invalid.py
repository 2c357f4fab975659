"""Numbers, protocols and names that no Service port can have."""

from collections.abc import Iterator

from svclint.graph import Graph
from svclint.rule import Edit, Finding, Fix, Rule, Severity


class PortInvalid(Rule, frozen=True):
    """A Service port has a number, protocol or name that Kubernetes refuses.

    Numbers are 1 to 65535; a `targetPort` of 0 means the `port`. Protocols are TCP, UDP and SCTP, in capitals. The name
    of a Service port is a DNS label: lower case, no dots, no underscores, 63 characters at most, and it may be digits alone.
    An `appProtocol` is a name such as `http` or one with a domain before it, as `kubernetes.io/h2c`.

    Silent on placeholders, on numbers in quotes, and on names that are to mean a container port, of which other rules speak.
    """

    id = "port-invalid"
    severity = Severity.ERROR
    answers = "refused"
    message = "{detail}"
    help = "{remedy}"
    source = "https://kubernetes.io/docs/reference/kubernetes-api/service-resources/service-v1/"

    def find(self, graph: Graph) -> Iterator[Finding]:
        for problem in graph.problems(self.id):
            field = problem.place.path[-1]
            lower = problem.value.lower().replace("_", "-").replace(".", "-").strip("-")
            remedy, fix, upper = problem.help, None, problem.value.upper()
            if field == "protocol" and upper in ("TCP", "UDP", "SCTP"):
                remedy = f"write `{upper}`"
                fix = Fix(f"write {upper}", True, (Edit(problem.place, upper),))
            elif field == "protocol":
                remedy = "write TCP, UDP or SCTP; what runs over it, such as HTTP, is said in appProtocol"
            elif field == "name" and lower and len(lower) <= 63:
                remedy = f"write `{lower}`, here and wherever the port is named"
            yield self.finding(problem.place, label="Kubernetes refuses this", fix=fix, detail=problem.detail, remedy=remedy)
