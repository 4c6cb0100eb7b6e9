"""Dashboards: declared widgets with an answer each, presets for seven personas, and what somebody made of them."""
