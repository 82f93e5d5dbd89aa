"""The grammar of `.score` files."""
