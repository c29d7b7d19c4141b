"""From a certificate of signatures to an effect on the platform, and back."""
