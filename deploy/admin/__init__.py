"""``intake-admin``: install, upgrade, back up, restore and examine a Debian server.

It uses nothing but Python's standard library, because it runs before anything is installed.
"""
