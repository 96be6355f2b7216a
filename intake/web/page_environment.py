"""The environment of the templates: Jinja's own, without three costs that grow with each page.

Together they took a tenth of a page of the desk; `docs/DECISIONS.md`, D190, has the figures.
"""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from typing import Any

from flask.templating import Environment
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from markupsafe import Markup, escape

HAS_SPECIAL = re.compile("[&<>\"']").search


class PageCodeGenerator(CodeGenerator):
    """Write templates whose values are printed by :func:`printed`, not by ``escape``."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.printed(")


class PageEnvironment(Environment):
    """Print values and share global names at a lower cost."""

    code_generator_class = PageCodeGenerator

    @staticmethod
    def printed(value: Any) -> str:
        """Return the text of a value in a page, escaped unless it is markup.

        ``escape`` makes an object of each of the two thousand values of a queue page. Most of them
        have nothing to escape, and the page joins them into one text anyway.
        """
        kind = type(value)
        text: str = value
        if kind is Markup or (kind is str and HAS_SPECIAL(text) is None):
            return text
        return escape(value)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return the names of the environment themselves for a template that adds none.

        Each import of macros copies and compares them; for Jinja's ``ChainMap`` that takes thirty
        times as long as for a dictionary.
        """
        return super().make_globals(d) if d else self.globals
