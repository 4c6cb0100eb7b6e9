"""What became of changes that an AI assistant had a hand in: of teams and the workspace, never of a person."""
