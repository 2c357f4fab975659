"""Whether labels meet a label selector, as the API machinery decides it."""

from __future__ import annotations

from svclint.facts import Labels, Selector


def holds(labels: Labels, key: str, operator: str, values: tuple[str, ...]) -> bool:
    """Whether labels meet one entry of `matchExpressions`; an operator that Kubernetes refuses says nothing."""
    found = next((value for name, value in labels if name == key), None)
    match operator:
        case "In":
            return found in values
        case "NotIn":
            return found not in values
        case "Exists":
            return found is not None
        case "DoesNotExist":
            return found is None
    return True


def regular(operator: str, values: tuple[str, ...]) -> bool:
    """Whether the API takes an entry of `matchExpressions`: In and NotIn have values, Exists and DoesNotExist none."""
    return operator in ("In", "NotIn") if values else operator in ("Exists", "DoesNotExist")


def matches(selector: Selector, labels: Labels) -> bool:
    """Whether a label selector takes these labels; an empty one takes all."""
    return all(pair in labels for pair in selector.labels) and all(
        holds(labels, key, operator, values) for key, operator, values in selector.expressions
    )
