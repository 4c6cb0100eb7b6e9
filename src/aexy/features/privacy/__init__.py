"""Privacy: who looked at whom, who is to be forgotten, how long things are kept, and what a workspace agreed to."""
