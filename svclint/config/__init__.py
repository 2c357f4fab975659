"""What a config says, as one typed record. The JSON Schema `schemas/config.json` is generated from these types.

`files` finds and reads it, `layers` puts one above another, `explain` tells everything that is wrong with it.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta, Struct, structs

from svclint.facts import Place
from svclint.graph import Cluster

KubernetesVersion = Literal["1.29", "1.30", "1.31", "1.32", "1.33", "1.34", "1.35", "1.36", "1.37"]
Level = Literal["error", "warning", "note"]
Glob = Annotated[str, Meta(min_length=1, examples=["staging/**"])]
Globs = Annotated[tuple[Glob, ...], Meta(min_length=1)]
RuleOrFamily = Annotated[str, Meta(min_length=1)]
"The id of a rule or the name of a family; in `select` and its like also `all`."
Namespace = Annotated[str, Meta(pattern=r"^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$", examples=["shop"])]
ObjectName = Annotated[str, Meta(pattern=r"^[^/]+/[^/]+/[^/]+$", examples=["shop/Service/web"])]
Range = Annotated[str, Meta(pattern=r"^[0-9]{1,5}-[0-9]{1,5}$", examples=["30000-32767"])]
Text = Annotated[str, Meta(pattern=r"\S")]
_EXEMPTION = {"rules": ["selector-matches-nothing"], "objects": ["shop/Service/web"], "reason": "an operator brings the pods"}


class Severe(Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """What can be said of a rule for some paths only: a rule itself looks at the whole project."""

    severity: Level | None = None
    "What its findings there count as."


class Override(Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """What is different in some files. Of several that speak of one, the last has its way where they disagree."""

    paths: Globs
    "The files that it speaks of."
    ignore: tuple[RuleOrFamily, ...] = ()
    "Rules and families whose findings are not asked for there."
    rules: dict[str, Severe] = {}
    "Severities there, by rule."
    default_namespace: Namespace | None = None
    "The namespace of objects there that write none, and of kustomizations and charts there that are given none."


class Exemption(Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """Findings that are accepted, and why. One that hides nothing is a finding of `unused-ignore`."""

    rules: Annotated[tuple[RuleOrFamily, ...], Meta(min_length=1)]
    "Rules and families whose findings it hides."
    reason: Text
    "Why they are accepted."
    paths: Globs | None = None
    "The files whose findings it hides."
    objects: Annotated[tuple[ObjectName, ...], Meta(min_length=1)] | None = None
    """The objects whose findings it hides, as `namespace/Kind/name`; `*` and `?` stand for what they do in globs.
    A namespace that nothing gives agrees with any. With `paths`, both must fit."""


class Written(Exemption, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """An exemption with the place of each of its rules in a config file."""

    places: tuple[Place, ...] = ()
    checksum: int = 0
    "Of the whole file, in which other lines move these places."


class Config(Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """What a config file can say. Globs are relative to its folder."""

    extend: Text | None = None
    """A config file of this repository that this one builds on, relative to this one's folder. What both say, this one
    says; `extend-` lists, `rules`, `overrides` and `ignores` add up."""
    kubernetes_version: KubernetesVersion = "1.37"
    "The Kubernetes minor that the manifests are for."
    node_port_range: Range | None = None
    "The range of node ports, both ends included, where the cluster is not left with `30000-32767`."
    cluster_domain: Text = "cluster.local"
    "The domain of the cluster's own DNS names."
    default_namespace: Namespace | None = None
    "The namespace of objects that write none. Unset, it is not known."
    ip_families: Annotated[tuple[Literal["IPv4", "IPv6"], ...], Meta(examples=[["IPv4"]])] = ()
    "The IP families of the cluster, its primary one first. Unset, they are not known."
    select: tuple[RuleOrFamily, ...] | None = None
    "The rules and families to run, `all` for each there is. Unset: all rules that are on by default."
    extend_select: tuple[RuleOrFamily, ...] = ()
    "Rules and families to run besides."
    ignore: tuple[RuleOrFamily, ...] = ()
    "Rules and families not to run."
    extend_ignore: tuple[RuleOrFamily, ...] = ()
    "Rules and families not to run besides."
    exclude: Annotated[tuple[Glob, ...], Meta(examples=[["vendor", "docs/**"]])] = ()
    "Files and folders that are no part of the project: neither checked nor context."
    extend_exclude: tuple[Glob, ...] = ()
    "Files and folders to leave out besides."
    rules: Annotated[dict[str, dict[str, Any]], Meta(examples=[{"port-unnamed": {"severity": "error"}}])] = {}
    "The options of rules, and `severity`, by rule."
    overrides: Annotated[tuple[Override, ...], Meta(examples=[[{"paths": ["staging/**"], "ignore": ["scale"]}]])] = ()
    "What is different in some files."
    ignores: Annotated[tuple[Exemption, ...], Meta(examples=[[_EXEMPTION]])] = ()
    "Findings that are accepted, with the reason."
    baseline: Text | None = None
    "The file of the findings that the project had when it took svclint on, relative to its root."

    def cluster(self) -> Cluster:
        """What it says of the cluster."""
        cluster = Cluster(
            domain=self.cluster_domain,
            default_namespace=self.default_namespace,
            minor=int(self.kubernetes_version.partition(".")[2]),
            families=tuple(dict.fromkeys(self.ip_families)),
        )
        if self.node_port_range is None:
            return cluster
        low, _, high = self.node_port_range.partition("-")
        return structs.replace(cluster, node_ports=(int(low), int(high)), known_range=True)

    @property
    def ignored(self) -> tuple[str, ...]:
        """The rules and families not to run."""
        return (*self.ignore, *self.extend_ignore)

    @property
    def excluded(self) -> tuple[str, ...]:
        """The globs of what is no part of the project."""
        return (*self.exclude, *self.extend_exclude)
