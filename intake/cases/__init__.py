"""Cases: requests that were sent, stored sealed, and the order in which staff review them."""
