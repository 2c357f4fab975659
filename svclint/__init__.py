"""svclint: the linter that knows where a Kubernetes Service really sends its traffic."""

__version__ = "0.1.0"
