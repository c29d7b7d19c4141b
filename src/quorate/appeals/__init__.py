"""Appeals against decisions (DSA, Article 20): filed by whom they concern, decided by a person who
had no hand in them."""
