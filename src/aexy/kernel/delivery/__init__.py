"""What happens to a change after it was proposed: open, merged, deployed, and what broke."""
