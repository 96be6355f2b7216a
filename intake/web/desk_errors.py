"""What went wrong, as the desk is told it where its words are others than the applicants'."""

from intake.words import N_

FOR_STAFF = {
    409: (
        N_("Something sealed does not open"),
        N_(
            "It was changed or damaged on the server. Sign out, and sign in again. If it stays "
            "so, tell whoever runs the server."
        ),
    ),
    500: (
        N_("Something went wrong on our side"),
        N_(
            "What you did on this page may not be kept. If it stays so, tell whoever runs the "
            "server."
        ),
    ),
    503: (
        N_("The server cannot read this just now"),
        N_("Its secret was changed. Tell whoever runs it: flask doctor says what to do."),
    ),
}
