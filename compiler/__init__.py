"""From checked model to plan, and from the plan to Python and SQL."""
