"""Who could take a piece of work: what it takes, who knows it and is free, every reason shown; no model is asked."""
