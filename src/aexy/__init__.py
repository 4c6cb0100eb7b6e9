"""Engineering intelligence that a company runs itself with one command."""
