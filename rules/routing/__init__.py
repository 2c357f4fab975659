"""What sends traffic to Services, and what keeps it out: Ingresses, routes, policies, monitors, meshes."""
