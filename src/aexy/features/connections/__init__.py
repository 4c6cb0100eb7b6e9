"""DECIDE: how a workspace reaches its providers: whose tokens, what is followed, which web hooks are believed."""
