"""Names that are to mean a container port and that no container port can have."""

import re
from collections.abc import Iterator

from svclint.graph import Graph
from svclint.rule import Finding, Rule, Severity


class PortNameUntargetable(Rule, frozen=True):
    """A target port or an Ingress names a port in a way that Kubernetes refuses.

    A container port's name has at most 15 characters: lower-case letters, digits, and single hyphens between them, with
    a letter among them. `name` of a Service port is laxer (63 characters, digits alone), so `web-frontend-http` can name
    a Service port but never be a `targetPort`, and an Ingress that calls it by `port.name` is refused: use its number there.

    Silent on digits alone where a number may stand, which quoted-port tells of, and on placeholders.
    """

    id = "port-name-untargetable"
    severity = Severity.ERROR
    answers = "refused"
    message = 'the port name "{name}" {trouble}, so Kubernetes refuses it here'
    help = "{remedy}"
    source = "https://kubernetes.io/docs/reference/kubernetes-api/service-resources/service-v1/#ServiceSpec"

    def find(self, graph: Graph) -> Iterator[Finding]:
        for problem in graph.problems(self.id):
            of_ingress = problem.place.path[-1] == "name"
            yield self.finding(
                problem.place,
                label="Kubernetes refuses this",
                name=problem.value,
                trouble=_trouble(problem.value),
                remedy="write the Service port's `number` instead of its name"
                if of_ingress
                else "write the port's number, or a name as container ports can have and give it to the container port too",
            )


def _trouble(name: str) -> str:
    odd = re.search(r"[^a-z0-9-]", name)
    if odd and odd[0].lower() != odd[0]:
        return "has a capital letter"
    if odd:
        return f"has `{odd[0]}` in it"
    if name.startswith("-") or name.endswith("-"):
        return "begins or ends with a hyphen"
    if "--" in name:
        return "has two hyphens in a row"
    if not re.search(r"[a-z]", name):
        return "has no letter"
    return f"has {len(name)} characters, 15 at most are allowed"
