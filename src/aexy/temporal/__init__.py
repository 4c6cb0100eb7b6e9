"""DOOR: the job server. Orders come out of it as workflows, and their steps are carried out by the worker."""
