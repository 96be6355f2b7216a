"""A request for a call in words, for the mailbox and the desk."""

from __future__ import annotations

from flask_babel import gettext

from intake.actions.opening.case_messages import CallRequest
from intake.questionnaire.asylum.reach import safe_times

TIMES = {option.code: option.says for option in safe_times.options}


def call_lines(call: CallRequest) -> list[str]:
    """Return the request, line by line, in the reader's language."""
    times = ", ".join(gettext(TIMES[code]) for code in call.times if code in TIMES)
    lines = [gettext("Please call me."), gettext("Safe times: %(times)s", times=times)]
    if call.language:
        lines.append(gettext("Language: %(language)s", language=call.language))
    if call.phone:
        lines.append(gettext("Number: %(phone)s", phone=call.phone))
    return lines
