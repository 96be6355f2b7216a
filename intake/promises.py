"""The days that the pages promise to applicants.

A page, letter, handbook page and language that tells one of them follows from here.
"""

from datetime import timedelta

DRAFT_DAYS = timedelta(days=30)
"""A request that was not sent is kept this long after its last answer."""

CODE_DAYS = timedelta(days=30)
"""The return code of a closed request works this long at most."""

KEPT_AT_MOST = timedelta(days=365)
"""A closed request is erased at most this long after it was closed."""
