"""Who is who: the review queue, what people decided, and how it is taken back."""
