"""Reads: one screen's question a file. They never write."""
