"""Analyses: tables instead of numbers. Pure functions from frames to a frame whose columns its docstring names."""
