"""Who belongs to a workspace, as what, and how far that reaches."""
