"""When the water is high."""
