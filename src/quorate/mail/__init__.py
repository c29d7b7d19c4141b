"""Letters to people outside: kept until the installation's mail server has taken them."""
