"""The job of `leadscore run`: by the Python evaluator, by SQL in DuckDB, or where the data is."""
