"""What a process was told, from three places, the environment first."""

from pathlib import Path

from intake.environment import environment, unknown_names


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(
        "# who we are\nORGANISATION_NAME='Example Legal Aid'\n\n"
        "export HELP_PHONE=+1 555 0100\nPORT=1\n"
    )

    told = environment({"PORT": "8001", "HOST": ""}, tmp_path)

    assert told == {
        "ORGANISATION_NAME": "Example Legal Aid",
        "HELP_PHONE": "+1 555 0100",
        "PORT": "8001",
    }


def test_somebodys_own_machine_keeps_its_secrets_itself(tmp_path: Path) -> None:
    kept = tmp_path / "var" / "secret_key"
    kept.parent.mkdir()
    kept.write_text("kept")

    assert environment({}, tmp_path) == {"SECRET_KEY_FILE": str(kept)}
    assert environment({"SECRET_KEY": "given"}, tmp_path) == {"SECRET_KEY": "given"}
    assert "SECRET_KEY_FILE" in environment({"PUBLIC_URL": "http://[::1]:8000"}, tmp_path)


def test_a_server_does_not(tmp_path: Path) -> None:
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "secret_key").write_text("kept")

    for server in ({"PUBLIC_URL": "https://desk.example.org"}, {"PUBLIC_URL_FILE": "url"}):
        assert environment(server, tmp_path) == server


def test_without_any_of_them_nothing_is_told(tmp_path: Path) -> None:
    assert environment({}, tmp_path) == {}


def test_a_slip_of_the_pen_is_known(tmp_path: Path) -> None:
    assert unknown_names(tmp_path) == []

    (tmp_path / ".env").write_text(
        "MAIL_FROM=a@example.org\nMAIL_PASSWORD_FILE=/x\nPORT=1\nEXIT_URL="
    )

    assert unknown_names(tmp_path) == ["MAIL_FROM"]
