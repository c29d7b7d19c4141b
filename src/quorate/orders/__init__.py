"""Orders of authorities against illegal content or for information (DSA, Articles 9 and 10)."""
