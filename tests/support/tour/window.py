"""A real browser's window that shows a page of an album, in whatever way somebody looks at it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

from intake.web.assets import Asset
from tests.support.tour.album import Album, StoredPage

HOST = "http://localhost"
DROPPED = ("Content-Length", "Content-Encoding", "Set-Cookie", "Strict-Transport-Security")


@dataclass(frozen=True, slots=True)
class Appearance:
    """How somebody looks at the product: how wide, how bright, with whose colours."""

    width: int = 360
    height: int = 640
    theme: Literal["light", "dark"] = "light"
    forced: Literal["active", "none"] = "none"
    motion: Literal["reduce", "no-preference"] = "no-preference"

    def __str__(self) -> str:
        own = "forced colours" if self.forced == "active" else self.theme
        return f"{own}, {self.width} wide"


class Window:
    """One page of a browser; nothing it asks for leaves this process."""

    def __init__(self, page: Any, album: Album) -> None:
        self.page, self.assets = page, album.app.extensions["assets"]
        self.shown: StoredPage | None = None
        self.page.route("**/*", self._serve)

    def look(self, look: Appearance) -> None:
        """Look in this way from now on."""
        self.page.set_viewport_size({"width": look.width, "height": look.height})
        self.page.emulate_media(
            color_scheme=look.theme, forced_colors=look.forced, reduced_motion=look.motion
        )

    def show(self, seen: StoredPage) -> Any:
        """Show a page; gives the browser's."""
        self.shown = seen
        self.page.goto(f"{HOST}{seen.path}")
        return self.page

    def _serve(self, route: Any) -> None:
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
def window(browser: Any, album: Album, **wishes: Any) -> Iterator[Window]:
    """A window on an album, for as long as it is needed."""
    context = browser.new_context(**wishes)
    yield Window(context.new_page(), album)
    context.close()
