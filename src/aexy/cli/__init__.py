"""The command line: a door that translates words typed into calls, and answers into words."""
