"""Benchmarks: each against its peers and its limit in one run, as ratios of medians."""
