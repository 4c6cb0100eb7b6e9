"""Named sets of repositories and tracker projects, and the sprints their work is planned in."""
