"""When people work: their week, hours, clock and holidays, and the days they are away."""
