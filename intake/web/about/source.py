"""Offer the source that this server runs, as section 13 of the AGPL asks.

The server hands out its own files, so that the offer is true of a changed copy too, and so that
nobody who follows the link is seen by another site.
"""

from __future__ import annotations

from flask import Blueprint, Response, abort, current_app, render_template, url_for
from flask.typing import ResponseReturnValue

from intake.web.about.archive import archive_name, source_archive
from intake.web.access import anyone

blueprint = Blueprint("source", __name__)


@blueprint.get("/source")
@anyone
def show() -> ResponseReturnValue:
    """Show version, revision and licence, and link to the source."""
    return render_template(
        "about/source.html",
        applicants="pages" in current_app.blueprints,
        kilobytes=len(source_archive()) // 1024,
        archive_url=url_for("source.archive", name=archive_name()),
    )


@blueprint.get("/source/<name>")
@anyone
def archive(name: str) -> ResponseReturnValue:
    """Send the source as a compressed archive."""
    if name != archive_name():
        abort(404)
    return Response(
        source_archive(),
        mimetype="application/gzip",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
