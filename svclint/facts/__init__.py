"""What one file says, as frozen records that know no YAML, no line numbers and no other file.

Every later stage works on these. A label set or selector is a sorted tuple of pairs, so that it can be hashed
and compared; a field that is written but unreadable (wrong type, placeholder) is None here and a `Problem` beside it.
"""

from svclint.facts.base import Ignore as Ignore
from svclint.facts.base import Kustomization as Kustomization
from svclint.facts.base import Labels as Labels
from svclint.facts.base import Object as Object
from svclint.facts.base import Part as Part
from svclint.facts.base import Path as Path
from svclint.facts.base import Place as Place
from svclint.facts.base import Problem as Problem
from svclint.facts.base import Reference as Reference
from svclint.facts.base import pairs as pairs
from svclint.facts.callers import Call as Call
from svclint.facts.callers import Caller as Caller
from svclint.facts.callers import DestinationRule as DestinationRule
from svclint.facts.callers import Monitor as Monitor
from svclint.facts.callers import MonitorEndpoint as MonitorEndpoint
from svclint.facts.callers import Subset as Subset
from svclint.facts.configs import Assembled as Assembled
from svclint.facts.configs import Config as Config
from svclint.facts.configs import Entry as Entry
from svclint.facts.configs import Source as Source
from svclint.facts.deployers import ApplicationSet as ApplicationSet
from svclint.facts.deployers import Deployer as Deployer
from svclint.facts.deployers import Overlay as Overlay
from svclint.facts.deployers import Release as Release
from svclint.facts.endpoints import Endpoints as Endpoints
from svclint.facts.endpoints import EndpointsAddress as EndpointsAddress
from svclint.facts.endpoints import EndpointsPort as EndpointsPort
from svclint.facts.files import Bringer as Bringer
from svclint.facts.files import FileFacts as FileFacts
from svclint.facts.namespaces import Namespace as Namespace
from svclint.facts.pods import Container as Container
from svclint.facts.pods import ContainerPort as ContainerPort
from svclint.facts.pods import PodOptions as PodOptions
from svclint.facts.pods import Probe as Probe
from svclint.facts.policies import ForeignPolicy as ForeignPolicy
from svclint.facts.policies import NetworkPolicy as NetworkPolicy
from svclint.facts.policies import PolicyPeer as PolicyPeer
from svclint.facts.policies import PolicyPort as PolicyPort
from svclint.facts.policies import PolicyRule as PolicyRule
from svclint.facts.proxies import ProxyConfig as ProxyConfig
from svclint.facts.routing import Backend as Backend
from svclint.facts.routing import Gateway as Gateway
from svclint.facts.routing import Grant as Grant
from svclint.facts.routing import Ingress as Ingress
from svclint.facts.routing import Listener as Listener
from svclint.facts.routing import Parent as Parent
from svclint.facts.routing import ReferenceGrant as ReferenceGrant
from svclint.facts.routing import Route as Route
from svclint.facts.routing import Router as Router
from svclint.facts.routing import RoutingClass as RoutingClass
from svclint.facts.scaling import Autoscaler as Autoscaler
from svclint.facts.scaling import DisruptionBudget as DisruptionBudget
from svclint.facts.services import Service as Service
from svclint.facts.services import ServiceOptions as ServiceOptions
from svclint.facts.services import ServicePort as ServicePort
from svclint.facts.workloads import Selector as Selector
from svclint.facts.workloads import Strategy as Strategy
from svclint.facts.workloads import Workload as Workload
