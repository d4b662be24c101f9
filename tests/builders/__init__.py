"""Small worlds for tests: each builder speaks of one noun and fills in what the test does not care about."""
