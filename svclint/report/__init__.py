"""The output formats: the only place, with the command line, that writes for people and machines."""
