"""Seeded faults: what would happen if a rule were a little wrong, and the proof that a test would say so."""
