"""What is deployed, how long changes take to get there, what breaks, and what is still open."""
