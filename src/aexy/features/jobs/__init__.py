"""Work a person can watch: what runs, how far it is, how it ended."""
