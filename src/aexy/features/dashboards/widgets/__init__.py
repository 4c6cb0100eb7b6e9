"""One module per theme: what its widgets are, and how each is answered from other features' services."""
