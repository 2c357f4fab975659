"""Whether the pods behind a Service are ready when it says so, and stay so."""
