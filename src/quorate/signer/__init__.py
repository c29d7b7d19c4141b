"""The signer: a small web app on a host of its own, where people approve with a passkey.

It has no database and no key, and believes nothing that `serve` says: it shows what stands in the
proposal's own bytes, and asks the authenticator for exactly these.
"""
