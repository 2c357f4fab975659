"""What one file alone shows: YAML, shapes, strings."""
