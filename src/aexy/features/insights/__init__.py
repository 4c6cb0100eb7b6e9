"""Numbers and what lies behind them: readings, breakdowns, explanations, and snapshots for periods that are over."""
