"""Pure: facts in, numbers out. No database, clock, network or user is known here."""
