"""Where a Service port lands in the pods."""
