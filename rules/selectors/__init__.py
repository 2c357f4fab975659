"""Which pods a Service or workload selects."""
