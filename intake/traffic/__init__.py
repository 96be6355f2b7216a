"""Traffic: from which networks requests were sent lately, without storing an address."""
