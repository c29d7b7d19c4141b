"""What is told to the public and to authorities about decisions: statements of reasons for the
Commission's Transparency Database (DSA, Article 24(5)), and the reports of Articles 15 and 24."""
