"""Which team owns a repository, and since when: a past number counts whose it was then."""
