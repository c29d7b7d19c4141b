"""The door for people outside: who notifies, who was decided about, who reads. No sign-in, no rules
of its own; what a person may see there, the address they were given says."""
