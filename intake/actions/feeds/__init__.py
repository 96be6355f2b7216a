"""A member's dates as a calendar feed: make its address, renew it, read it, revoke it."""
