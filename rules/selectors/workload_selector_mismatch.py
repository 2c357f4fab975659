"""A workload whose selector does not match its own pod template."""

from collections.abc import Iterator

from svclint.facts import Labels, Selector, Workload, pairs
from svclint.graph import Graph
from svclint.graph.match import holds, regular
from svclint.placeholder import is_placeholder
from svclint.rule import Finding, Related, Rule, Severity

_PLAIN = ("ReplicationController", "DeploymentConfig")


class WorkloadSelectorMismatch(Rule, frozen=True):
    """A workload's selector must match the labels of its own pod template; the API server refuses it otherwise.

    An empty selector is refused as well, and so is a Job that sets `selector` without `manualSelector: true`: a Job's
    selector is generated.

    Silent where the selector is a subset of the template's labels, on a ReplicationController that leaves its selector out,
    and on labels of the workload itself, which need not agree with anything.
    """

    id = "workload-selector-mismatch"
    severity = Severity.ERROR
    answers = "refused"
    message = "the selector of {workload} {trouble}"
    help = "{remedy}"
    source = "https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#selector"

    def find(self, graph: Graph) -> Iterator[Finding]:
        for workload in graph.workloads:
            selector = workload.selector
            job = workload.kind in ("Job", "CronJob")
            if selector is None or (job and not selector.labels and not selector.expressions):
                continue
            if job and not workload.manual_selector:
                yield self.finding(
                    workload.at(*workload.selector_path, part="key"),
                    workload=workload,
                    trouble="is set by hand, which a Job refuses without manualSelector: true",
                    remedy="remove the selector: the controller writes a unique one",
                )
            else:
                yield from self._mismatch(workload, selector)

    def _mismatch(self, workload: Workload, selector: Selector) -> Iterator[Finding]:
        if not selector.labels and not selector.expressions:
            if workload.kind not in _PLAIN and not selector.unread:
                yield self.finding(
                    workload.at(*workload.selector_path, part="key"),
                    workload=workload,
                    trouble="is empty, which Kubernetes refuses",
                    remedy="repeat the pod template's labels in matchLabels",
                )
            return
        labels = workload.pod_labels
        wrong = [pair for pair in selector.labels if pair not in labels and not _open(labels, pair)]
        if wrong:
            key, value = wrong[0]
            path = (*workload.selector_path, *(() if workload.kind in _PLAIN else ("matchLabels",)))
            near = next((name for name, _ in labels if name == key), None) or next(
                (name for name, _ in labels if name.lower() == key.lower()), None
            )
            found = dict(labels).get(near) if near else None
            yield self.finding(
                workload.at(*path, key, part="entry"),
                label="the pod template does not carry this",
                related=[
                    Related(workload.at(*workload.template, "labels", near, part="entry"), f"the template has {near}: {found}")
                    if near
                    else Related(workload.at(*workload.template, "labels"), "the template's labels"),
                    *(Related(workload.at(*path, other, part="entry"), "nor this") for other, _ in wrong[1:]),
                ],
                workload=workload,
                trouble=f"({pairs(wrong)}) does not match its own pod template, so Kubernetes refuses it",
                remedy=f"write `{key}: {value}` in the pod template's labels"
                + (f", or `{near}: {found}` here" if near else ""),
            )
            return
        for index, (key, operator, values) in enumerate(selector.expressions):
            listed = f" {','.join(values)}" if values else ""
            if not regular(operator, values) or holds(labels, key, operator, values):
                continue
            if not any(is_placeholder(value) for _, value in labels):
                yield self.finding(
                    workload.at(*workload.selector_path, "matchExpressions", index),
                    label="the pod template does not meet this",
                    related=[Related(workload.at(*workload.template, "labels"), "the template's labels")],
                    workload=workload,
                    trouble=f"({key} {operator}{listed}) does not match its own pod template, so Kubernetes refuses it",
                    remedy="make the pod template's labels meet the expression",
                )


def _open(labels: Labels, pair: tuple[str, str]) -> bool:
    key, value = pair
    return any(is_placeholder(text) for text in (key, value, dict(labels).get(key, ""))) or any(
        is_placeholder(k) for k, _ in labels
    )
