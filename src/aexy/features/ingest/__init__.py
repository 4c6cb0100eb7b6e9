"""How facts get in: a repository is added, read in steps that can each be done again, and its snapshots recomputed."""
