"""DECIDE: issues one by one: what is open and how old, what is stuck and why, whose it is, what happened to one."""
