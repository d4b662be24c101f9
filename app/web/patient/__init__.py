"""Parents' pages: a signed link instead of a sign-in, no script, no cookie, English and Spanish."""
