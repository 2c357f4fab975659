"""A Service whose selector matches no pod."""

from collections.abc import Iterator

from svclint.facts import Service, pairs
from svclint.graph import Graph
from svclint.graph.former import Lost
from svclint.graph.likeness import Difference, Near
from svclint.graph.selection import Selection
from svclint.placeholder import is_placeholder
from svclint.rule import Confidence, Edit, Finding, Fix, Related, Rule, Severity

_NULL = "its null value means an empty one, which another rule tells"


class SelectorMatchesNothing(Rule, frozen=True):
    """A Service whose selector matches no pod has no endpoints: every connection to it fails.

    Kubernetes accepts such a Service, gives it an address and a DNS name, and logs nothing. Make the selector a subset
    of the labels of one pod template; keys and values are case-sensitive, and labels on a Deployment itself do not count.

    Pods that no file shows (an operator's, another repository's) are common, so absence alone is only *possible*.
    It is *likely* where a workload that no Service selects stands in the same file or folder with nearly these labels,
    or where an earlier commit still had the pods; *certain* where that stands in a rendered environment.

    Silent on Services without a selector and ExternalNames, where nobody acts on it, on workloads scaled to nothing and Jobs,
    which have pods at times, and on labels that controllers add to pods.
    """

    id = "selector-matches-nothing"
    severity = Severity.ERROR
    answers = "no-pods"
    message = "selector {selector} matches no pod{near}"
    help = "{remedy}"
    source = "https://kubernetes.io/docs/concepts/services-networking/service/#services-without-selectors"

    ignored_labels: tuple[str, ...] = ()
    "Keys of labels that something outside these manifests adds to the pods."

    def find(self, graph: Graph) -> Iterator[Finding]:
        for service in graph.services:
            selection = graph.selection(service)
            if not selection.expected or selection.pods or selection.elsewhere:
                continue
            if any(key in self.ignored_labels for key, _ in service.selector or ()):
                continue
            explained = graph.explain(selection)
            lost = None if explained.near else graph.lost(service)
            if lost:
                yield self._lost(service, lost)
            elif explained.near:
                yield self._near(graph, explained, explained.near)
            else:
                told = ": the StatefulSet has no pod of that ordinal" if explained.beyond_replicas else ""
                yield self.finding(
                    service.at("spec", "selector"),
                    confidence=Confidence.POSSIBLE,
                    label="no pod template in sight carries this",
                    why=explained.doubt or "the pods may come from outside these files",
                    selector=pairs(service.selector or ()),
                    near=told,
                    remedy="choose an ordinal that the StatefulSet has"
                    if explained.beyond_replicas
                    else "make the selector a subset of the labels of one pod template",
                )

    def _near(self, graph: Graph, selection: Selection, near: Near) -> Finding:
        service, first = selection.service, near.differences[0]
        sure = Confidence.CERTAIN if graph.scope.rendered else Confidence.LIKELY
        stands = {"same file": "in the same file", "same folder": "in the same folder", "case": "near, apart from case"}[
            near.likeness
        ]
        return self.finding(
            service.at("spec", "selector", first.key, part="entry"),
            confidence=Confidence.POSSIBLE if selection.doubt or service.null_selectors else sure,
            label="no pod template carries this",
            why=_NULL
            if service.null_selectors
            else selection.doubt
            or f"a workload that no Service selects stands {'in this environment' if graph.scope.rendered else stands}",
            related=[Related(near.place, f"closest: {near.workload}, which no Service selects")],
            fix=_fix(service, near),
            selector=pairs(service.selector or ()),
            near=f": {near}",
            remedy=_remedy(first, near),
        )

    def _lost(self, service: Service, lost: Lost) -> Finding:
        where = f"{lost.before} changed" if lost.now else f"{lost.before} in {lost.before.file} is gone"
        related = [Related(lost.now.at(*lost.now.template, "labels"), f"{lost.now} has these labels now")] if lost.now else []
        return self.finding(
            service.at("spec", "selector"),
            confidence=Confidence.LIKELY,
            label="no pod template carries this any more",
            why="an earlier commit still had its pods",
            related=related,
            selector=pairs(service.selector or ()),
            near=f" since {where}",
            remedy="remove the Service as well, or point its selector at the pods that take over",
        )


def _fix(service: Service, near: Near) -> Fix | None:
    """One pair that is spelled otherwise in the pod template; what to do about a missing one is for a person to say."""
    first, *others = near.differences
    if others or is_placeholder(first.value) or is_placeholder(first.found):
        return None
    place = service.at("spec", "selector", first.key, part="key" if first.kind == "key case" else "value")
    if first.kind not in ("value", "value case", "key case"):
        return None
    return Fix(f"write {first.found}", False, (Edit(place, first.found),))


def _remedy(first: Difference, near: Near) -> str:
    if is_placeholder(first.value):
        return "see what the placeholder becomes"
    match first.kind:
        case "value" | "value case":
            return f"write `{first.key}: {first.found}` in the selector, or `{first.key}: {first.value}` in the pod template"
        case "key case":
            return f"write `{first.found}` in the selector: label keys are case-sensitive"
        case "object label":
            return f"move the label `{first.key}: {first.value}` to {near.workload}'s pod template"
    return f"drop `{first.key}: {first.value}` from the selector, or add it to the pod template's labels"
