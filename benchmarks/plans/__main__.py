"""`python -m benchmarks.plans` writes the plans anew."""

from benchmarks.plans import main

main()
