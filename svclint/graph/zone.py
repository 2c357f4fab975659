"""What the cluster's DNS answers for a name, as CoreDNS does: Services, their pods, and names that only lie above some."""

from __future__ import annotations

import re
from typing import Literal

from msgspec import Struct

from svclint.facts import Object, Service, Workload
from svclint.graph.controllers import by_hash, has_ordinal, numbers
from svclint.graph.index import Names, service_keys
from svclint.graph.selection import Selections
from svclint.scope import Scope

_ADDRESS = r"\d{1,3}(-\d{1,3}){3}"
_IP = r"[\d.]+|[\da-fA-F:.]*:[\da-fA-F:.]*"
"""An ExternalName that is an address: CoreDNS serves nothing for it (truth 26)."""
KUBERNETES = ("kubernetes", "default")
"""The Service that every cluster has."""


class Answer(Struct, frozen=True):
    """What one name means. `nodata`: it exists and has no address (truth 46); `services` may be several definitions of one.

    `pod` is a pod's own label below a Service, `srv` the port and protocol of an SRV name.
    """

    kind: Literal["address", "nodata", "nothing"]
    name: str = ""
    namespace: str | None = None
    services: tuple[Service, ...] = ()
    pod: str = ""
    srv: tuple[str, str] = ("", "")


_NOTHING = Answer("nothing")
_NODATA = Answer("nodata")


class Zone:
    """The names below the cluster domain, as far as a scope shows them."""

    def __init__(self, scope: Scope, selections: Selections, domain: str) -> None:
        self.domain = domain.strip(".").lower()
        self._selections = selections
        self._ending = "." + self.domain
        self.services = Names(scope, Service, service_keys)
        self.namespaces: set[str] = {found.namespace for found in scope.objects if found.namespace}
        self.namespaces |= {found.name for found in scope.objects if found.kind == "Namespace"}
        if selections.default_namespace:
            self.namespaces.add(selections.default_namespace)

    def inside(self, name: str) -> bool:
        """Whether a name without final dot lies in the cluster domain."""
        return name.endswith(self._ending) or name == self.domain

    def answer(self, file: str, name: str, *, sure: bool = False) -> Answer:
        """What a name without final dot means to what stands in a file; a namespace `?` is the unknown own one.

        A namespace that nothing else speaks of is taken to exist only when `sure`, that is, when the name says `.svc` itself.
        """
        if not name.endswith(self._ending):
            return _NODATA if name == self.domain else _NOTHING
        labels = name[: -len(self._ending)].split(".")
        if labels[-1] != "svc":
            return _NOTHING
        if len(labels) < 3:
            known = len(labels) == 1 or labels[0] == "?" or labels[0] in self.namespaces
            return _NODATA if known else _NOTHING
        *below, service, space, _ = labels
        namespace = None if space == "?" else space
        if (service, namespace) == KUBERNETES and not below:
            return Answer("address", service, namespace, self.find(file, service, namespace))
        found = self.find(file, service, namespace)
        if found and not sure and namespace is not None and namespace not in self.namespaces:
            found = tuple(one for one in found if self._selections.namespace(one) == namespace)
        if not found:
            return _NOTHING
        if not below:
            return Answer("address", service, namespace, found)
        if len(below) == 2 and below[0][:1] == below[1][:1] == "_":
            return Answer("nodata", service, namespace, found, srv=(below[0][1:], below[1][1:]))
        if len(below) == 1 and (sure or self._has_pod(found[0], below[0])):
            return Answer("address", service, namespace, found, pod=below[0])
        return _NOTHING

    def certain(self, answer: Answer) -> bool:
        """Whether files show all that makes a name answer: the Service in that namespace, and its pods where it needs them."""
        if not answer.services:
            return answer.kind == "address"
        service = answer.services[0]
        if answer.kind != "address" or self._selections.namespace(service) != answer.namespace or answer.namespace is None:
            return False
        if service.type == "ExternalName" and re.fullmatch(_IP, (service.options and service.options.external_name) or ""):
            return False
        if answer.pod:
            return self._surely_has_pod(service, answer.pod)
        return not service.headless or (bool(self._selections.of(service).pods) and not by_hash(service.selector or ()))

    def find(self, file: str, name: str, namespace: str | None) -> tuple[Service, ...]:
        """The nearest Services of that name that can lie in that namespace; None stands for any."""
        if name not in self.services:
            return ()
        meets = self._selections.namespace
        return tuple(self.services.nearest(file, name, lambda one: namespace is None or meets(one) in (None, namespace)))

    def named(self, file: str, name: str) -> tuple[Service, ...]:
        """The nearest Services of that name, whatever their namespace."""
        return tuple(self.services.nearest(file, name, lambda _: True))

    def selects(self, service: Service, workload: Workload) -> bool:
        """Whether a workload's pods are behind a Service."""
        return workload in self._selections.of(service).pods

    def namespace(self, found: Object) -> str | None:
        """The namespace an object lands in, None where no file says."""
        return self._selections.namespace(found)

    def _has_pod(self, service: Service, pod: str) -> bool:
        """Whether a pod of the Service may be meant by that host name."""
        if re.fullmatch(_ADDRESS, pod):
            return True
        stem, _, ordinal = pod.rpartition("-")
        pods = self._selections.of(service).pods
        if ordinal.isdigit() and any(numbers(one) and one.name == stem for one in pods):
            return True
        return any(one.pod.hostname == pod for one in pods)

    def _surely_has_pod(self, service: Service, pod: str) -> bool:
        """Whether a pod has that host name below the Service: its subdomain is the Service's name (truth 22)."""
        stem, _, ordinal = pod.rpartition("-")
        for one in self._selections.of(service).pods:
            if numbers(one):
                if (one.name, one.subdomain) == (stem, service.name) and has_ordinal(one, ordinal):
                    return True
            elif (one.pod.hostname, one.pod.subdomain) == (pod, service.name):
                return True
        return False
