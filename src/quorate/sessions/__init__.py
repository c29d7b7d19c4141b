"""Who sits at which browser, how they proved it, and what ends it. A session signs nothing."""
