"""What is wrong with an installation, and how to mend it; read only, and while it is down, too."""
