"""The tenants: what a workspace is called, and by which clock and week it counts."""
