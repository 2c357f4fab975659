"""How long svclint takes beside its peers, and where its own time goes."""
