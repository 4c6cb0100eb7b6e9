"""DECIDE: what happened, newest first: visible work of the workspace, told without counting or ranking anybody."""
