"""DECIDE: rows that people bring themselves: files, and batches posted to the API. What is wrong is said row by row."""
