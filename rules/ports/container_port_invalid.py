"""Container ports that Kubernetes refuses."""

from collections.abc import Iterator

from svclint.facts import Workload
from svclint.graph import Graph
from svclint.graph.ports import Landing, declared, refused_pairs
from svclint.rule import Edit, Finding, Fix, Related, Rule, Severity


class ContainerPortInvalid(Rule, frozen=True):
    """A container port has a name, number or protocol that Kubernetes refuses, or one that it may not share.

    Names have at most 15 characters: lower-case letters, digits, single hyphens between them, and a letter among them.
    Within one container a name stands once, also for two protocols. In the normal containers of a pod a host port stands
    once per protocol and address. On the host network a `hostPort` is the `containerPort` or left out, so that two
    containers cannot declare one number there: a Deployment of such pods is accepted, and each of its pods refused.

    Silent on host ports of init containers and sidecars, which nobody compares.
    """

    id = "container-port-invalid"
    severity = Severity.ERROR
    answers = "refused"
    message = "{detail}"
    help = "{remedy}"
    source = "https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#ports"

    def find(self, graph: Graph) -> Iterator[Finding]:
        for problem in graph.problems(self.id):
            protocol = problem.value.upper() if problem.place.path[-1] == "protocol" else ""
            known = protocol in ("TCP", "UDP", "SCTP")
            remedy = problem.help or (f"write `{protocol}`" if known else "")
            fix = Fix(f"write {protocol}", True, (Edit(problem.place, protocol),)) if known else None
            yield self.finding(problem.place, label="Kubernetes refuses this", fix=fix, detail=problem.detail, remedy=remedy)
        for workload in graph.contention.workloads:
            yield from self._pairs(workload)
            if workload.host_network:
                yield from self._differing(workload)

    def _pairs(self, workload: Workload) -> Iterator[Finding]:
        for earlier, later, field in refused_pairs(workload):
            if field == "name":
                detail = f"container {later.container.name} of {workload} has two ports named {later.port.name}"
                remedy = "give one of them another name: a container's port names are unique, whatever the protocol"
            else:
                detail = f"host port {later.host}/{later.port.protocol} stands twice in {workload}"
                remedy = "give one of them another port: all containers of a pod take ports of one node"
            yield self.finding(
                later.at(field),
                label="again",
                related=[Related(earlier.at(field if field == "name" else _host_field(earlier)), "first here")],
                detail=f"{detail}, so Kubernetes refuses {'the pods' if field == 'containerPort' else 'it'}",
                remedy=remedy,
            )

    def _differing(self, workload: Workload) -> Iterator[Finding]:
        for landing in declared(workload):
            port = landing.port
            if port.host_port and port.number is not None and landing.allocated and port.host_port != port.number:
                yield self.finding(
                    landing.at("hostPort"),
                    label=f"must be {port.number} here",
                    related=[Related(landing.at("containerPort"), "the container port")],
                    detail=f"hostPort {port.host_port} of {workload} is not its containerPort {port.number}, as the host "
                    "network demands, so Kubernetes refuses it",
                    remedy="leave out `hostPort`: on the host network the container port is the port of the node",
                )


def _host_field(landing: Landing) -> str:
    return "hostPort" if landing.port.host_port else "containerPort"
