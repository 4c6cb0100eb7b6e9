"""What work is spent on, month by month: sorted by rules, suggested, corrected by hand, and frozen when it is over."""
