"""The pages of those who lead and look back: figures, notifiers, appeals, the past."""
