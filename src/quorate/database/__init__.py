"""The PostgreSQL beneath everything: the embedded server, its migrations, its pool."""
