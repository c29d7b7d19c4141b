"""The door for the AT Protocol's network: a moderation service, as its clients know one."""
