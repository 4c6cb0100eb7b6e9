"""DECIDE: what concerns somebody inside the product, read from where it happened; only what they read of it is kept."""
