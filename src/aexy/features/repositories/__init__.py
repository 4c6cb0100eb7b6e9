"""What is read: repositories as people see them, with how far reading them is."""
