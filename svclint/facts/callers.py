"""What sends to Services beside Ingresses and routes: webhooks, aggregated APIs, Istio, and monitors that scrape them."""

from __future__ import annotations

from svclint.facts.base import Fact, Labels, Object, Path
from svclint.facts.workloads import Selector


class Call(Fact, frozen=True, gc=False):
    """A Service that an object sends to, and the paths of its name and of its port; of a port that is not written, its name's.

    `namespace` None: the object's own. `port` None: none is asked for; `domain` is the cluster domain that a host name
    says, "" where it says none. `subset` is one of an Istio DestinationRule.
    """

    path: Path
    port_path: Path
    service: str
    namespace: str | None
    port: int | None
    subset: str = ""
    domain: str = ""


class Caller(Object, frozen=True, gc=False):
    """Whatever sends to Services: a webhook configuration, an APIService, a CustomResourceDefinition that converts by
    webhook, a VirtualService."""

    calls: tuple[Call, ...]
    hosts: tuple[str, ...] = ()
    "What a VirtualService takes the place of: traffic to these names goes to its destinations."


class Subset(Fact, frozen=True, gc=False):
    """A subset of a DestinationRule: the pods of its host that also have these labels."""

    index: int
    name: str
    labels: Labels


class DestinationRule(Caller, frozen=True, gc=False):
    """An Istio DestinationRule; all its calls are to its one host."""

    subsets: tuple[Subset, ...] = ()


class MonitorEndpoint(Fact, frozen=True, gc=False):
    """One port that a monitor scrapes: by the name of a Service port (of a container port for a PodMonitor), or by the
    target, which a container has to declare by number or name."""

    path: Path
    port: str
    target: int | str | None


class Monitor(Object, frozen=True, gc=False):
    """A ServiceMonitor or PodMonitor. `namespaces` None: any; empty: its own."""

    selector: Selector
    namespaces: tuple[str, ...] | None
    endpoints: tuple[MonitorEndpoint, ...]
