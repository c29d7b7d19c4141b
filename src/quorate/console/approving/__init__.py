"""The pages of what several people do: proposals, approvals, looks, the register, orders."""
