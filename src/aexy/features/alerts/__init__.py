"""Being told of a number: rules on any metric, what they fired, whom they told, and why."""
