"""Words of error pages for staff that differ from those for applicants."""

from intake.words import table_beside

FOR_STAFF = table_beside(__file__)
