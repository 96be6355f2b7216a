"""A page of a real browser that shows the stored pages of an album."""

from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from intake.web.assets import Asset
from tests.support.tour.album import StoredPage

HOST = "http://localhost"
DROPPED = ("Content-Length", "Content-Encoding", "Set-Cookie", "Strict-Transport-Security")


@dataclass(frozen=True, slots=True)
class Appearance:
    """Size of the window, colour scheme, forced colours and motion."""

    width: int = 360
    height: int = 640
    theme: Literal["light", "dark"] = "light"
    forced: Literal["active", "none"] = "none"
    motion: Literal["reduce", "no-preference"] = "no-preference"

    def __str__(self):
        colours = "forced colours" if self.forced == "active" else self.theme
        return f"{colours}, {self.width} wide"


class Window:
    """A page of a browser; all its requests are answered from the album and the assets."""

    def __init__(self, page, album):
        self.page, self.assets = page, album.app.extensions["assets"]
        self.shown: StoredPage | None = None
        self.page.route("**/*", self._serve)

    def look(self, look):
        """Set size, colours and motion."""
        self.page.set_viewport_size({"width": look.width, "height": look.height})
        self.page.emulate_media(
            color_scheme=look.theme, forced_colors=look.forced, reduced_motion=look.motion
        )

    def show(self, seen):
        """Show a stored page; return the page of the browser."""
        self.shown = seen
        self.page.goto(f"{HOST}{seen.path}")
        return self.page

    def _serve(self, route):
        address = urlsplit(route.request.url).path
        asset: Asset | None = self.assets.get(address.removeprefix("/static/"))
        if asset:
            route.fulfill(body=asset.plain, content_type=asset.kind)
        elif self.shown and address == self.shown.path:
            headers = {n: v for n, v in self.shown.headers.items() if n not in DROPPED}
            headers["Content-Type"] = "text/html; charset=utf-8"
            route.fulfill(body=self.shown.html, headers=headers)
        else:
            route.abort()


@contextmanager
def window(browser, album, **options):
    """Open a window on an album in a new browser context."""
    context = browser.new_context(**options)
    yield Window(context.new_page(), album)
    context.close()
