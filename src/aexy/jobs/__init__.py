"""DEFER: orders for work that comes later, and who sees that they are carried out."""
