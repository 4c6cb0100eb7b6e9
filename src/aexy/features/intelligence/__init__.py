"""The seven analyses: tables about people instead of numbers, kept with what they were counted from."""
