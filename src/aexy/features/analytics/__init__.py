"""Tables about people and how they work together: skills, days, trends, work in hand, who meets whom."""
