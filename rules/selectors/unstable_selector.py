"""Selectors on labels that change with each release."""

from collections.abc import Iterator

from svclint.facts import Labels
from svclint.graph import Graph
from svclint.rule import Confidence, Finding, Rule, Severity

_CHANGING = {
    "helm.sh/chart": "names the chart's version",
    "app.kubernetes.io/version": "is the application's version",
    "pod-template-hash": "is a hash of the pod template",
    "controller-revision-hash": "is a hash of the pod template",
}
_PERHAPS = ("version", "release", "chart", "revision", "build", "tag", "image-tag", "commit")


class UnstableSelector(Rule, frozen=True):
    """A Service selects by a label that changes with each release: the next one leaves it without pods.

    While a rollout runs, such a Service also keeps sending to the old pods alone, and after it to none. Select by what
    names the application: `app.kubernetes.io/name` and `app.kubernetes.io/instance`. *Possible* for plain keys such as
    `version`, which a Service may select on purpose.

    Silent where another Service selects the same by another value of that key, as blue/green pairs do, on
    `rollouts-pod-template-hash`, which Argo Rollouts writes itself, and where the selector matches nothing already.
    """

    id = "unstable-selector"
    severity = Severity.WARNING
    message = "{service} selects {key}={value}, which {what}: the next release has another"
    help = "remove `{key}` from the selector"
    source = "https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/"

    def find(self, graph: Graph) -> Iterator[Finding]:
        values: dict[tuple[str, Labels], set[str]] = {}
        found = []
        for service in graph.services:
            for pair in service.selector or ():
                if pair[0] in _CHANGING or pair[0] in _PERHAPS:
                    rest = tuple(other for other in service.selector or () if other != pair)
                    values.setdefault((pair[0], rest), set()).add(pair[1])
                    found.append((service, pair, rest))
        for service, (key, value), rest in found:
            selection = graph.selection(service)
            numbered = key in ("version", *_CHANGING) or any(letter.isdigit() for letter in value)
            if not numbered or not selection.pods or len(values[key, rest]) > 1:
                continue
            sure = key in _CHANGING and not graph.unsettled(selection)
            yield self.finding(
                service.at("spec", "selector", key, part="entry"),
                confidence=Confidence.LIKELY if sure else Confidence.POSSIBLE,
                label="changes with each release",
                why="" if sure else "it may be chosen on purpose",
                service=service,
                key=key,
                value=value,
                what=_CHANGING.get(key, "looks like a version"),
            )
