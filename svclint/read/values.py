"""Words and numbers that fields take: closed sets and lower bounds, as Kubernetes' own validation has them.

Whether "" and null pass is what its defaulting makes of them, field by field.
"""

from __future__ import annotations

from svclint.read.limit import Limit, Table, at_least, never, one_of

_UNSIGNED = (at_least(0),)
_PROTOCOL = ("TCP", "UDP", "SCTP")
_SHARE = Limit("unsupported-value", "pattern", "^[0-9]+%$", "must be a number or a percentage such as 25%")
_PART = Limit("unsupported-value", "pattern", "^0*(100|[0-9]{1,2})%$", "must be a number or a percentage of at most 100%")
_NOTHING = {"anyOf": [{"const": 0}, {"type": "string", "pattern": "^0+%$"}]}
_SOMETHING = {"anyOf": [{"type": "integer", "minimum": 1}, {"type": "string", "pattern": "^0*[1-9][0-9]*%$"}]}
_ALWAYS = one_of("Always", empty=True)
_RETAIN = (one_of("Retain", "Delete", empty=True),)
_COUNTS = {"replicas": _UNSIGNED, "minReadySeconds": _UNSIGNED}
_IN_TEMPLATE = "template/spec/restartPolicy"
_WRITTEN = {"type": "object"}

LIMITS: Table = {
    "core.v1.ServiceSpec": {
        "type": (one_of("ClusterIP", "NodePort", "LoadBalancer", "ExternalName", empty=True),),
        "sessionAffinity": (one_of("None", "ClientIP", empty=True),),
        "externalTrafficPolicy": (one_of("Cluster", "Local", empty=True),),
        "internalTrafficPolicy": (one_of("Cluster", "Local"),),
        "ipFamilyPolicy": (one_of("SingleStack", "PreferDualStack", "RequireDualStack"),),
        "ipFamilies[]": (one_of("IPv4", "IPv6", null=False),),
        "trafficDistribution": (
            one_of("PreferSameZone", "PreferSameNode", "PreferClose", minors=(31, 999)),
            Limit(
                "traffic-distribution-conflict",
                "not",
                {"enum": ["PreferSameZone", "PreferSameNode"]},
                "which Kubernetes knows from 1.34 on",
                (31, 33),
            ),
        ),
    },
    "core.v1.PodSpec": {
        "dnsPolicy": (one_of("ClusterFirst", "ClusterFirstWithHostNet", "Default", "None", empty=True),),
        "restartPolicy": (one_of("Always", "OnFailure", "Never", empty=True),),
        "preemptionPolicy": (one_of("PreemptLowerPriority", "Never"),),
        "activeDeadlineSeconds": (at_least(1),),
    },
    "core.v1.Container": {
        "imagePullPolicy": (one_of("Always", "IfNotPresent", "Never", empty=True),),
        "terminationMessagePolicy": (one_of("File", "FallbackToLogsOnError", empty=True),),
        "restartPolicy": (one_of("Always", "Never", "OnFailure", minors=(35, 999)),),
    },
    "core.v1.PodOS": {"name": (one_of("linux", "windows", null=False),)},
    "core.v1.Toleration": {
        "operator": (one_of("Exists", "Equal", empty=True),),
        "effect": (one_of("NoSchedule", "PreferNoSchedule", "NoExecute", empty=True),),
    },
    "core.v1.TopologySpreadConstraint": {"whenUnsatisfiable": (one_of("DoNotSchedule", "ScheduleAnyway", null=False),)},
    "core.v1.NodeSelectorRequirement": {"operator": (one_of("In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt", null=False),)},
    "core.v1.SeccompProfile": {"type": (one_of("RuntimeDefault", "Localhost", "Unconfined", null=False),)},
    "core.v1.PodSecurityContext": {"fsGroupChangePolicy": (one_of("Always", "OnRootMismatch"),)},
    "core.v1.SecurityContext": {"procMount": (one_of("Default", "Unmasked"),)},
    "core.v1.VolumeMount": {"mountPropagation": (one_of("None", "HostToContainer", "Bidirectional"),)},
    "core.v1.HostPathVolumeSource": {
        "type": (
            one_of("DirectoryOrCreate", "Directory", "FileOrCreate", "File", "Socket", "CharDevice", "BlockDevice", empty=True),
        )
    },
    "core.v1.ReplicationControllerSpec": {**_COUNTS, _IN_TEMPLATE: (_ALWAYS,)},
    "apps.v1.ReplicaSetSpec": {**_COUNTS, _IN_TEMPLATE: (_ALWAYS,)},
    "apps.v1.DeploymentSpec": {
        **_COUNTS,
        _IN_TEMPLATE: (_ALWAYS,),
        "revisionHistoryLimit": _UNSIGNED,
        "progressDeadlineSeconds": (at_least(1),),
    },
    "apps.v1.DeploymentStrategy": {
        "type": (one_of("RollingUpdate", "Recreate", empty=True),),
        "": (
            never(
                "unsupported-value",
                {
                    "properties": {"type": {"const": "Recreate"}, "rollingUpdate": _WRITTEN},
                    "required": ["type", "rollingUpdate"],
                },
                "is not allowed beside `type: Recreate`",
                field="rollingUpdate",
            ),
        ),
    },
    "apps.v1.RollingUpdateDeployment": {
        "maxUnavailable": (at_least(0), _PART),
        "maxSurge": (at_least(0), _SHARE),
        "": (
            never(
                "unsupported-value",
                {"properties": {"maxUnavailable": _NOTHING, "maxSurge": _NOTHING}, "required": ["maxUnavailable", "maxSurge"]},
                "must not be 0 while maxSurge is 0: no pod could ever be replaced",
                field="maxUnavailable",
            ),
        ),
    },
    "apps.v1.StatefulSetSpec": {
        **_COUNTS,
        _IN_TEMPLATE: (_ALWAYS,),
        "podManagementPolicy": (one_of("OrderedReady", "Parallel", empty=True),),
    },
    "apps.v1.StatefulSetOrdinals": {"start": _UNSIGNED},
    "apps.v1.StatefulSetPersistentVolumeClaimRetentionPolicy": {"whenDeleted": _RETAIN, "whenScaled": _RETAIN},
    "apps.v1.StatefulSetUpdateStrategy": {
        "type": (one_of("RollingUpdate", "OnDelete", empty=True),),
        "": (
            never(
                "unsupported-value",
                {
                    "properties": {"type": {"const": "OnDelete"}, "rollingUpdate": _WRITTEN},
                    "required": ["type", "rollingUpdate"],
                },
                "is not allowed beside `type: OnDelete`",
                field="rollingUpdate",
            ),
        ),
    },
    "apps.v1.RollingUpdateStatefulSetStrategy": {
        "partition": _UNSIGNED,
        "maxUnavailable": (
            Limit("unsupported-value", "minimum", 1, "must be 1 or more", (37, 999)),
            Limit("unsupported-value", "pattern", "^0*(100|[1-9][0-9]?)%$", "must be 1 or more, or 1% to 100%", (37, 999)),
        ),
    },
    "apps.v1.DaemonSetSpec": {
        "minReadySeconds": _UNSIGNED,
        "revisionHistoryLimit": _UNSIGNED,
        _IN_TEMPLATE: (_ALWAYS,),
    },
    "apps.v1.DaemonSetUpdateStrategy": {"type": (one_of("RollingUpdate", "OnDelete", empty=True),)},
    "apps.v1.RollingUpdateDaemonSet": {
        "maxUnavailable": (at_least(0), _PART),
        "maxSurge": (at_least(0), _PART),
        "": (
            never(
                "unsupported-value",
                {
                    "anyOf": [
                        {"properties": {"maxUnavailable": _NOTHING, "maxSurge": _NOTHING}, "required": ["maxUnavailable"]},
                        {"properties": {"maxUnavailable": _SOMETHING, "maxSurge": _SOMETHING}, "required": ["maxSurge"]},
                    ]
                },
                "must be 0 where maxSurge is not, and not 0 otherwise; it is 1 where it is not written",
                field="maxUnavailable",
            ),
        ),
    },
    "batch.v1.JobSpec": {
        **dict.fromkeys(
            ("parallelism", "completions", "backoffLimit", "activeDeadlineSeconds", "ttlSecondsAfterFinished"), _UNSIGNED
        ),
        "completionMode": (one_of("NonIndexed", "Indexed"),),
        "podReplacementPolicy": (one_of("Failed", "TerminatingOrFailed"),),
        _IN_TEMPLATE: (one_of("OnFailure", "Never", null=False),),
        "template/spec": (Limit("invalid-shape", "required", "restartPolicy", "must be written"),),
    },
    "batch.v1.CronJobSpec": {
        **dict.fromkeys(("startingDeadlineSeconds", "successfulJobsHistoryLimit", "failedJobsHistoryLimit"), _UNSIGNED),
        "concurrencyPolicy": (one_of("Allow", "Forbid", "Replace", empty=True),),
    },
    "networking.v1.HTTPIngressPath": {"pathType": (one_of("Exact", "Prefix", "ImplementationSpecific", null=False),)},
    "discovery.v1.EndpointSlice": {"addressType": (one_of("IPv4", "IPv6", "FQDN", null=False),)},
    "discovery.v1.EndpointPort": {"protocol": (one_of(*_PROTOCOL),)},
    "core.v1.EndpointPort": {"protocol": (one_of(*_PROTOCOL, empty=True),)},
    "meta.v1.LabelSelectorRequirement": {"operator": (one_of("In", "NotIn", "Exists", "DoesNotExist", null=False),)},
}
"""As `limits.LIMITS`. Held against Kubernetes 1.37 and, where it makes a difference, 1.34 to 1.36."""
