"""What on-call is told: who pages, and each thing that is worth a page, once."""
