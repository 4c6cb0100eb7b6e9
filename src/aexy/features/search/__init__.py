"""DECIDE: one question over everything that has a name, the best first, within what somebody may see."""
