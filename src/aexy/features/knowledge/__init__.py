"""Who knows which code, and where code is likely to hurt."""
