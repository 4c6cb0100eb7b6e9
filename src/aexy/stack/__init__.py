"""STACK: the servers Aexy brings along, started and stopped together."""
