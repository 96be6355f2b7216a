"""The organisation's logo: only a small picture that runs and loads nothing is accepted."""

import pytest

from intake.settings import UnsafeSettings
from intake.settings.practice import MOST_BYTES, logo_file

PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)
DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg"><use href="#a"/><rect fill="url(#b)"/></svg>'


@pytest.mark.parametrize("name, content", [("logo.png", PNG), ("logo.svg", DRAWING)])
def test_a_small_picture_is_accepted(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)

    assert logo_file(str(tmp_path / name)) == tmp_path / name


@pytest.mark.parametrize(
    "name, content, reason",
    [
        ("logo.png", PNG + bytes(MOST_BYTES), "larger than 32 KB"),
        ("logo.svg", PNG, "must be an SVG"),
        ("logo.html", DRAWING, "must be an SVG"),
        ("logo.svg", b"<svg><script>x</script></svg>", "contains scripts"),
        ("logo.svg", b'<svg><a href="https://x.example"/></svg>', "contains scripts"),
        ("logo.svg", b'<svg><rect onload="x()"/></svg>', "contains scripts"),
        ("logo.svg", b"<svg><style>a{fill:url(//x.example/a)}</style></svg>", "contains scripts"),
    ],
)
def test_any_other_file_is_refused(tmp_path, name, content, reason):
    (tmp_path / name).write_bytes(content)

    with pytest.raises(UnsafeSettings, match=reason):
        logo_file(str(tmp_path / name))


@pytest.mark.parametrize("path", ["/nowhere/logo.png", "/", "/dev/zero"])
def test_what_is_no_file_is_refused(path):
    with pytest.raises(UnsafeSettings, match=r"^ORGANISATION_LOGO"):
        logo_file(path)
