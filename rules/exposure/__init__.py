"""How a Service is reached from outside: types, node ports, addresses."""
