"""Groups of developers, with when each was in them: a past number counts who was there then."""
