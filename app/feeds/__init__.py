"""Schedule feeds: one file a format. Bytes in, appointments and issues out; no database (B1, B2)."""
