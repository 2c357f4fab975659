"""Port numbers written as strings."""

from collections.abc import Iterator

from svclint.graph import Graph
from svclint.rule import Edit, Finding, Fix, Rule, Severity


class QuotedPort(Rule, frozen=True):
    """A port number in quotes is a string: Kubernetes refuses it, as a number of the wrong type or as a name without a letter.

    `port: "80"` ends in a 400. `targetPort: "80"`, the port of a probe and that of a NetworkPolicy are taken for the name
    of a container port, which needs a letter.

    Silent on port names, env values, arguments and annotations, which are strings and may hold digits, and on placeholders.
    """

    id = "quoted-port"
    severity = Severity.ERROR
    answers = "refused"
    message = 'the port number "{number}" is quoted, so Kubernetes refuses it as a string'
    help = "write {number} without quotes"
    source = "https://kubernetes.io/docs/reference/kubernetes-api/service-resources/service-v1/"

    def find(self, graph: Graph) -> Iterator[Finding]:
        for problem in graph.problems(self.id):
            number = int(problem.value)
            fix = Fix("remove the quotes", True, (Edit(problem.place, number),))
            yield self.finding(problem.place, label="a string", fix=fix, number=number)
