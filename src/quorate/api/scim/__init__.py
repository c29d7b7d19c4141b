"""SCIM 2.0 (RFC 7643, 7644): how a directory tells who works here. It narrows; a quorum widens."""
