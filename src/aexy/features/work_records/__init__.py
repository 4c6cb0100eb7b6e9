"""DECIDE: everything else people count: tickets, deals, candidates, documents, posted by whoever has them."""
