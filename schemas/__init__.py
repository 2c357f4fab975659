"""The shapes that Kubernetes gives its kinds, by minor, and the shape of the config."""
