"""Writes: one verb a file. Each takes (session, now, values), flushes and never commits or renders."""
