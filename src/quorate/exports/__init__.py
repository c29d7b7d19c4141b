"""A person's export of their own data (GDPR, Article 15): asked for, given out, read, over."""
