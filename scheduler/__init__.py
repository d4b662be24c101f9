"""FLOOR 5: when things happen, never what. The clock asks, the workers do, the actions decide."""
