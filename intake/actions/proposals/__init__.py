"""Closings that wait for a second member: what their author may still do about them."""
