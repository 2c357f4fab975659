"""How names and labels are written: qualified names, label values, DNS labels and subdomains.

The patterns are those of Kubernetes' `validation` packages, with the lengths worked in.
"""

from __future__ import annotations

from svclint.read.limit import ALWAYS, Limit, Table, matching, never

_WORD = "[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?"
_DNS_LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?"
_DNS_1035 = "[a-z]([-a-z0-9]*[a-z0-9])?"
_SUBDOMAIN = r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*"
_QUALIFIED = f"({_SUBDOMAIN}/)?{_WORD}"
_OF_KEY = "must be up to 63 letters, digits, `-`, `_` and `.`, with a letter or digit at both ends, after an optional `domain/`"
_OF_VALUE = "must be empty, or up to 63 letters, digits, `-`, `_` and `.` with a letter or digit at both ends"
_OF_LABEL = "must be up to 63 lower-case letters, digits and `-`, with a letter or digit at both ends"
_OF_1035 = f"{_OF_LABEL}; before Kubernetes 1.36 it must begin with a letter"
_OF_SUBDOMAIN = "must be up to 253 lower-case letters, digits, `-` and `.`, with a letter or digit at both ends of each part"

_KEY = (matching("label-invalid", f"^{_QUALIFIED}$", _OF_KEY), Limit("label-invalid", "maxLength", 317, _OF_KEY))
_VALUE = (
    matching("label-invalid", "^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$", _OF_VALUE),
    Limit("label-invalid", "maxLength", 63, _OF_VALUE),
)
_ANNOTATION = (
    matching("label-invalid", f"^({_SUBDOMAIN.replace('a-z', 'A-Za-z')}/)?{_WORD}$", _OF_KEY),
    Limit("label-invalid", "maxLength", 317, _OF_KEY),
)
_VALUES = ["In", "NotIn"]


def _labels(field: str) -> dict[str, tuple[Limit, ...]]:
    return {f"{field}{{key}}": _KEY, f"{field}{{}}": _VALUE}


def _name(rule: str, pattern: str, told: str, length: int = 63, minors: tuple[int, int] = ALWAYS) -> tuple[Limit, ...]:
    longest = Limit(rule, "maxLength", length, f"must be no longer than {length} characters", minors)
    return (matching(rule, f"^({pattern})$", told, minors), longest)


def subdomain_name(rule: str) -> tuple[Limit, ...]:
    """A DNS subdomain."""
    return _name(rule, _SUBDOMAIN, _OF_SUBDOMAIN, 253)


def label_name(rule: str, *, empty: bool = False) -> tuple[Limit, ...]:
    """A DNS label."""
    return _name(rule, f"{_DNS_LABEL}{'|' if empty else ''}", _OF_LABEL)


def qualified_name(rule: str) -> tuple[Limit, ...]:
    """A name, or one with a domain before it."""
    return _name(rule, _QUALIFIED, _OF_KEY, 317)


_LABEL_NAME = _name("invalid-name", _DNS_LABEL, _OF_LABEL)
_SUBDOMAIN_NAME = _name("invalid-name", _SUBDOMAIN, _OF_SUBDOMAIN, 253)
_SERVICE_NAME = (
    *_name("invalid-service-name", _DNS_1035, _OF_1035, minors=(0, 35)),
    *_name("invalid-service-name", _DNS_LABEL, _OF_LABEL, minors=(36, 999)),
)
"""Since 1.36 it may begin with a digit (truth 21)."""
_NAMES = {
    "core.v1.Service": _SERVICE_NAME,
    "core.v1.Namespace": _LABEL_NAME,
    "apps.v1.StatefulSet": _LABEL_NAME,
    "batch.v1.Job": _name("invalid-name", _SUBDOMAIN, _OF_SUBDOMAIN),
    "batch.v1.CronJob": _name("invalid-name", _SUBDOMAIN, _OF_SUBDOMAIN, 52),
    **dict.fromkeys(
        (
            "apps.v1.DaemonSet",
            "apps.v1.Deployment",
            "apps.v1.ReplicaSet",
            "core.v1.ConfigMap",
            "core.v1.Endpoints",
            "core.v1.Pod",
            "core.v1.ReplicationController",
            "discovery.v1.EndpointSlice",
            "networking.v1.Ingress",
            "networking.v1.NetworkPolicy",
        ),
        _SUBDOMAIN_NAME,
    ),
}
_OPTIONAL = _name("invalid-name", f"({_SUBDOMAIN})?", _OF_SUBDOMAIN, 253)

_OWN = {**_labels("metadata/labels"), "metadata/annotations{key}": _ANNOTATION}
_NAMESPACE = {"metadata/namespace": _name("invalid-name", f"({_DNS_LABEL})?", _OF_LABEL)}

_WRITTEN = {"": (Limit("invalid-shape", "required", "metadata", "must be written"),)}
"""Not of ConfigMaps: one without metadata is a stub that nobody applies."""
_NAMED = {
    "metadata": (
        Limit(
            "invalid-name",
            "anyOf",
            [{"properties": {field: {"not": {"type": "null"}}}, "required": [field]} for field in ("name", "generateName")],
            "is missing",
            field="name",
        ),
    ),
}

_WRITTEN = {"": (Limit("invalid-shape", "required", "metadata", "must be written"),)}

LIMITS: Table = {
    **{
        kind: {"metadata/name": limits, **_NAMED, **_NAMESPACE, **_OWN, **({} if kind == "core.v1.ConfigMap" else _WRITTEN)}
        for kind, limits in _NAMES.items()
    },
    "core.v1.PodTemplateSpec": _OWN,
    "meta.v1.LabelSelector": _labels("matchLabels"),
    "meta.v1.LabelSelectorRequirement": {
        "key": _KEY,
        "values[]": _VALUE,
        "": (
            never(
                "label-invalid",
                {
                    "anyOf": [
                        {
                            "properties": {
                                "operator": {"enum": _VALUES},
                                "values": {"anyOf": [{"maxItems": 0}, {"type": "null"}]},
                            },
                            "required": ["operator"],
                        },
                        {
                            "properties": {
                                "operator": {"enum": ["Exists", "DoesNotExist"]},
                                "values": {"minItems": 1, "type": "array"},
                            },
                            "required": ["operator", "values"],
                        },
                    ]
                },
                "must hold something for In and NotIn, and nothing for Exists and DoesNotExist",
                field="values",
            ),
        ),
    },
    "core.v1.ServiceSpec": {
        **_labels("selector"),
        "loadBalancerClass": (matching("load-balancer-field-not-allowed", f"^{_QUALIFIED}$", _OF_KEY),),
    },
    "core.v1.ReplicationControllerSpec": _labels("selector"),
    "core.v1.PodSpec": {
        **_labels("nodeSelector"),
        **dict.fromkeys(("serviceAccountName", "priorityClassName", "nodeName"), _OPTIONAL),
    },
    "core.v1.Container": {"name": _LABEL_NAME},
    "core.v1.Volume": {"name": _LABEL_NAME},
    "core.v1.NodeSelectorRequirement": {
        "key": _KEY,
        "values[]": (matching("label-invalid", f"^({_WORD})?$", _OF_VALUE, (34, 999)),),
    },
    "core.v1.PodAffinityTerm": {"topologyKey": _KEY},
    "core.v1.Toleration": {"key": (matching("label-invalid", f"^({_QUALIFIED})?$", _OF_KEY),)},
    "apps.v1.StatefulSetSpec": {"serviceName": _name("invalid-service-name", f"({_DNS_LABEL})?", _OF_LABEL)},
    "networking.v1.IPBlock": {"cidr": (Limit("invalid-address", "minLength", 1, "must be a block"),)},
    "networking.v1.IngressServiceBackend": {"name": _SERVICE_NAME},
}
"""As `limits.LIMITS`."""
