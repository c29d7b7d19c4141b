"""What routes and pages both do, so that they cannot differ; no rule stands here."""
