"""Setting up: the environment, the browser for the tests, and the pages made from the code."""
