"""Which pods a Service selects, and when it selects none, what stands near enough to have been meant.

Evidence is calibrated on 95 repositories: absence alone is no evidence, an orphan workload with nearly the right
labels is.
"""

from __future__ import annotations

import re
from functools import cached_property

from msgspec import Struct, structs

from svclint.facts import Labels, Object, Service, Workload
from svclint.graph import controllers
from svclint.graph.index import Names, has_all, pod_keys
from svclint.graph.likeness import Likenesses, Near
from svclint.graph.pods import Pods
from svclint.placeholder import is_placeholder
from svclint.scope import Scope

_RUN_TIME = r"(?i)role|leader|primary|master|elected|vault-|[/-]active|^active|spilo|standby|replica"


class Selection(Struct, frozen=True):
    """What a Service selects. `expected`: it has a selector that the endpoints controller acts on.

    `elsewhere` are pods that match in another namespace; `lost` are workloads that matched in the last commit.
    `doubt` says why absence is less sure than it looks, "" when nothing speaks against it.
    """

    service: Service
    expected: bool
    pods: Pods = Pods()
    elsewhere: tuple[Workload, ...] = ()
    near: Near | None = None
    doubt: str = ""
    beyond_replicas: bool = False


class Selections:
    """Answers for all Services of a scope; each is worked out once."""

    def __init__(self, scope: Scope, services: list[Service], default_namespace: str | None) -> None:
        self._scope = scope
        self._services = services
        self.default_namespace = default_namespace
        self.workloads = Names(scope, Workload, pod_keys)
        self._known: dict[int, Selection] = {}
        self._alike: dict[tuple[str, str | None, Labels], Selection] = {}
        self._pods: dict[tuple[int, ...], Pods] = {}
        self._selected: set[int] | None = None

    def namespace(self, found: Object) -> str | None:
        """The namespace an object lands in, None where no file says."""
        if self._scope.moves(found.file):
            return None
        return found.namespace or self.default_namespace

    def meet(self, one: Object, other: Object) -> bool:
        """Whether two objects can be in one namespace: an unset one agrees with any."""
        if one.namespace == other.namespace:
            return True
        left, right = self.namespace(one), self.namespace(other)
        return left is None or right is None or left == right

    def of(self, service: Service) -> Selection:
        """What a Service selects."""
        known = self._known.get(id(service))
        if known is None:
            known = self._known[id(service)] = self._select(service)
        return known

    def selecting(self, service: Service) -> bool:
        """Whether the endpoints controller acts on the Service's selector."""
        return bool(service.selector) and service.type != "ExternalName"

    def explain(self, selection: Selection) -> Selection:
        """The same selection of nothing, with the orphan that was probably meant and the doubts there are."""
        service = selection.service
        near = self.likenesses.nearest(service, controllers.split(service.selector or ())[0], self.orphan)
        return structs.replace(
            selection,
            near=near,
            doubt=self._doubt(service, near),
            beyond_replicas=bool(self.matching(service, scaled=True)),
        )

    def orphan(self, workload: Workload) -> bool:
        """Whether the workload runs for long and no Service selects it."""
        if self._selected is None:
            shared = {id(pods): pods for service in self._services if (pods := self.of(service).pods)}
            self._selected = {id(pod) for pods in shared.values() for pod in pods}
        return workload.long_running and id(workload) not in self._selected

    def matching(self, service: Service, *, scaled: bool = False, anywhere: bool = False) -> list[Workload]:
        """The nearest workloads whose pods the selector matches; `anywhere` disregards namespaces."""
        plain, added = controllers.split(service.selector or ())
        keys: list[object] = [*plain]
        if not plain:
            for kind in controllers.kinds(added):
                found = self.workloads.nearest(
                    service.file, kind, lambda one: self._takes(service, one, plain, added, scaled, anywhere)
                )
                if found:
                    return found
            return []
        return self.workloads.search(service.file, keys, lambda one: self._takes(service, one, plain, added, scaled, anywhere))

    def _takes(self, service: Service, one: Workload, plain: Labels, added: Labels, scaled: bool, anywhere: bool) -> bool:
        return (
            has_all(one.pod_labels, plain)
            and (anywhere or self.meet(service, one))
            and all(controllers.adds(one, label, scaled=scaled) for label in added)
        )

    def _select(self, service: Service) -> Selection:
        if not self.selecting(service):
            return Selection(service, False)
        key = "" if self._scope.rendered else service.file, service.namespace, service.selector or ()
        alike = self._alike.get(key)
        if alike is None:
            pods = self.matching(service)
            elsewhere = () if pods else tuple(self.matching(service, anywhere=True))
            alike = self._alike[key] = Selection(service, True, self._shared(pods), elsewhere)
            return alike
        return structs.replace(alike, service=service)

    def _shared(self, pods: list[Workload]) -> Pods:
        return self._pods.setdefault(tuple(map(id, pods)), Pods(pods))

    @cached_property
    def likenesses(self) -> Likenesses:
        """What a selector may nearly match."""
        return Likenesses(self._scope, self.meet)

    def _doubt(self, service: Service, near: Near | None) -> str:
        selector = service.selector or ()
        if any(is_placeholder(text) for pair in selector for text in pair):
            return "the selector holds a placeholder"
        if near and any(is_placeholder(value) for _, value in near.workload.pod_labels):
            return "the pod template's labels hold a placeholder"
        if self._scope.alters(service.file):
            return "a kustomization may change these names and labels"
        if near and any(re.search(_RUN_TIME, f"{one.key}={one.value}") for one in near.differences):
            return "such labels are often added while the pod runs"
        if self._scope.is_open(service.file):
            return "an operator's resource, an unrendered chart or an unreadable file beside it may bring the pods"
        return ""
