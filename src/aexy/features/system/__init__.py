"""How the product itself is: which parts answer, what waits, what is old, how much room is left."""
