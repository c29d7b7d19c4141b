"""The AT Protocol's own forms: keys, identities, service tokens, subjects, labels. No rules."""
