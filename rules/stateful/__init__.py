"""StatefulSets, their governing Services and per-pod names."""
