"""The `example`s of a rule file: run, scored by DuckDB, and written from a lead."""
