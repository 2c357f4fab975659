"""Port numbers written as strings."""

from collections.abc import Iterator

from svclint.facts import Place
from svclint.graph import Graph
from svclint.rule import Edit, Finding, Fix, Rule, Severity


class QuotedPort(Rule, frozen=True):
    """A port number in quotes is a string: Kubernetes refuses it, as a number of the wrong type or as a name without a letter.

    `port: "80"` ends in a 400, and `targetPort: "80"` is taken for the name of a container port, which needs a letter.

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
            yield self._finding(problem.place, problem.value)
        for service in graph.services:
            for port in service.ports:
                if isinstance(port.target, str) and port.target.isdecimal():
                    yield self._finding(service.at("spec", "ports", port.index, "targetPort"), port.target)

    def _finding(self, place: Place, number: str) -> Finding:
        fix = Fix("remove the quotes", True, (Edit(place, number),))
        return self.finding(place, label="a string", fix=fix, number=number)
