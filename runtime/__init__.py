"""What runs: loading rules, scoring leads, reading and writing tables, the command."""
