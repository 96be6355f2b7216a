"""Kinds of form fields on the sign-in pages."""

from __future__ import annotations

from base64 import urlsafe_b64decode
from typing import Any

from flask_babel import gettext
from wtforms import Field
from wtforms.validators import StopValidation


class TextField(Field):
    """Text exactly as it was typed, because it may be a password. ``data`` is never ``None``.

    *message* is the sentence shown where the box is empty; a field without it is optional.
    """

    data: str

    def __init__(self, message: str = "", *, label: str = "", **options: Any) -> None:
        super().__init__(label, **options)
        self.message = message

    @property
    def is_posted(self) -> bool:
        """Return true if the posted form has this field, even an empty one."""
        return bool(self.raw_data)

    def process_data(self, value: Any) -> None:
        """Take a default."""
        self.data = value or ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the text that was posted."""
        self.data = valuelist[0] if valuelist else ""

    def pre_validate(self, _form: Any) -> None:
        """Refuse an empty box where text is needed."""
        if self.message and not self.data.strip():
            raise StopValidation(gettext(self.message))


class PostedField(Field):
    """A button, a checkbox or a box: true if the posted form has it, even empty."""

    data: bool

    def process_data(self, value: Any) -> None:
        """Take a default."""
        self.data = bool(value)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Note whether the field was posted."""
        self.data = bool(valuelist)


class SecretField(Field):
    """Bytes that the page's script posts in base64url; empty where they cannot be read."""

    data: bytes

    def process_data(self, value: Any) -> None:
        """Take a default."""
        self.data = value or b""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Decode what was posted."""
        try:
            self.data = urlsafe_b64decode(f"{valuelist[0]}==") if valuelist else b""
        except ValueError:
            self.data = b""
