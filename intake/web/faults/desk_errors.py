"""Words of error pages for staff that differ from those for applicants."""

from intake.storage_faults import StorageFault
from intake.words import N_, Labels, Pairs

FOR_STAFF: Pairs[int] = {
    409: (
        "Some encrypted data cannot be opened",
        (
            "It was changed or damaged on the server. Sign out and sign in again. If this keeps "
            "happening, tell the server administrator."
        ),
    ),
    500: (
        "Something went wrong on our side",
        (
            "Your last change may not have been saved. If this keeps happening, tell the server "
            "administrator."
        ),
    ),
    503: (
        "The server cannot read this right now",
        "Its secret key was changed. Ask the server administrator to run flask doctor.",
    ),
}
"""Heading and text by status."""

SEALED_FOR_STAFF: Pairs[str] = {
    "rolled_back": (
        "An older version was put back on the server",
        "This data is not the newest, so it is not shown. Tell the server administrator.",
    ),
    "context_mismatch": (
        "Some data was moved on the server",
        "It was found in the wrong place. Tell the server administrator.",
    ),
    "bad_row_mac": (
        "This account was changed on the server",
        "Something other than the desk changed it. Tell the server administrator.",
    ),
    "row_revoked": (
        "Something that had ended was put back on the server",
        (
            "It may be an account, a password, a key or a link. It is no longer accepted. Tell "
            "the server administrator."
        ),
    ),
}
"""Heading and text where sealed data does not open, by the code of the failure."""

STORAGE_FOR_STAFF: Pairs[StorageFault] = {
    StorageFault.AWAY: (
        "The database is not answering",
        "It may be restarting, which takes less than a minute.",
    ),
    StorageFault.BUSY: (
        "The database is busy",
        "Something else is using it, and it did not answer in time.",
    ),
    StorageFault.MISSING: (
        "The database is missing",
        "It is not where the server expects it. Tell the server administrator.",
    ),
    StorageFault.DISK_FULL: (
        "The disk is full",
        "Nothing can be saved until the server administrator makes room. Reading still works.",
    ),
    StorageFault.READ_ONLY: (
        "The database is read-only",
        "Nothing can be saved. Tell the server administrator.",
    ),
    StorageFault.NO_STANDBY: (
        "The database waits for its standby",
        "Nothing can be saved until it is connected. Tell the server administrator.",
    ),
    StorageFault.DAMAGED: (
        "The database is damaged",
        "Part of it cannot be read. Tell the server administrator now.",
    ),
    StorageFault.NOT_ALLOWED: (
        "The database refused this",
        "The server lacks a permission there. Tell the server administrator.",
    ),
    StorageFault.NO_TABLES: (
        "The database does not match this release",
        "An upgrade was not finished. Tell the server administrator: run flask doctor.",
    ),
}
"""Heading and cause by fault of the database or the disk."""

NEXT_FOR_STAFF: Labels[str] = {
    "by_itself": "This page tries again by itself.",
    "later": "Try again when this is fixed.",
    "not_done": "This was not saved. What you sent is still in this page.",
    "in_doubt": "What you sent is still in this page. It may or may not have been saved: check "
    "before you send it again.",
    "type_again": "Go back and enter it, or choose the file, again in a minute.",
}
"""Next step by kind of request."""

CODE_FOR_STAFF = N_("Give this error code to the server administrator. The log has it too.")
