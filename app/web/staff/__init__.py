"""Pages of the practice's staff: one area, one blueprint, one file."""
