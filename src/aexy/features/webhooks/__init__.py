"""DECIDE: what providers send by themselves is believed when it is signed, kept at once and read by one workflow."""
