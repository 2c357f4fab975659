"""An Ingress or Gateway whose class does not exist."""

from collections.abc import Iterator

from svclint.graph import Graph
from svclint.rule import Confidence, Edit, Finding, Fix, Related, Rule, Severity


class IngressClassMissing(Rule, frozen=True):
    """No controller serves an Ingress or Gateway of a class that does not exist: it never gets an address.

    Kubernetes accepts it and says nothing. An Ingress that names no class at all is served only where the cluster has a
    default class: a note, and only *possible*.

    Silent unless an IngressClass (or GatewayClass) of nearly the name is in sight, none of exactly the name is, and nothing
    else uses the near one: classes mostly come with a controller that other files install.
    """

    id = "ingress-class-missing"
    severity = Severity.WARNING
    message = "{user} {trouble}"
    help = "{remedy}"
    source = "https://kubernetes.io/docs/concepts/services-networking/ingress/#ingress-class"

    def find(self, graph: Graph) -> Iterator[Finding]:
        for one in graph.gateways.classless():
            user, near = one.user, one.near
            field = "ingressClassName" if user.kind == "Ingress" else "gatewayClassName"
            if near is None:
                yield self.finding(
                    user.at("spec", part="key"),
                    severity=Severity.NOTE,
                    confidence=Confidence.POSSIBLE,
                    why="the cluster may have a default class",
                    user=user,
                    trouble="names no class, so only a default IngressClass makes a controller serve it",
                    remedy="add `ingressClassName`",
                )
                continue
            doubt = graph.doubt(user)
            place = user.at("spec", field)
            yield self.finding(
                place,
                confidence=Confidence.POSSIBLE if doubt else Confidence.LIKELY,
                label="no such class in sight",
                why=doubt or f"{near} stands near, which nothing uses",
                related=[Related(near.at("metadata", "name"), f"{near} is here")],
                fix=Fix(f"write {near.name}", False, (Edit(place, near.name),)),
                user=user,
                trouble=f"is of class {one.name}, which does not exist: {near} stands near",
                remedy=f"write `{field}: {near.name}`",
            )
