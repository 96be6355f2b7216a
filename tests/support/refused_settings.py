"""Settings that are refused, for tests of their messages and of all commands."""

OTHER = "zyxwvutsrqponmlkjihgfedcba9876543210"

BY_MESSAGE: dict[str, dict[str, tuple[str, ...]]] = {
    "SECRET_KEY": {
        "is missing or weak": (
            "short",
            "ab" * 40,
        ),
        "a command, an example or a repetition": (
            "change-me-" * 4,
            "please-ChangeMe-0123456789-abcdefgh",
        ),
        "an example or a repetition": (
            "0123456789abcdef" * 2,
            "0123456789abcdef" * 2 + "012",
            "replace-this-with-32-random-characters",
        ),
        "not the command": (
            "$(head -c 32 /dev/urandom | base64)",
            "$(pwgen --secure --capitalize 48 1)",
            "`pwgen --secure --capitalize 48 1`",
            "`head -c 32 /dev/random | base64`",
            "head -c 32 /dev/urandom | base64 -w0",
        ),
    },
    "METRICS_TOKEN": {
        "an example or a repetition": ("0123456789abcdef" * 2,),
        "is missing or weak": ("letmein",),
    },
    "SECRET_KEY_FALLBACKS": {
        "is missing or weak": ("short",),
    },
    "DATABASE_URL": {
        "must be a sqlite or postgresql URL": (
            "nonsense",
            "mysql://localhost/x",
            "postgresql+psycopg2://h/x",
        ),
        "the absolute path of a file": (
            "sqlite://",
            "sqlite:///:memory:",
            "sqlite:///intake.db",
            "sqlite://var/intake.db",
            "sqlite:////srv/%00.db",
            "sqlite:////srv/",
            "sqlite://[",
        ),
        "without options": ("sqlite:////srv/x.db?mode=ro",),
        "must be a PostgreSQL URL": (
            "postgresql://[",
            "postgresql://u:p%zz@h/x",
            "postgresql://u:p@ss/w@h/x",
            "postgresql://h:99999/x",
            "postgresql://h:many/x",
            "postgresql://h1:1,h2:2,/x",
            "postgresql://h/x?host=a,b&port=1,2,3",
            "postgresql://h/x?colour=blue",
            "postgresql://h/x?connect_timeout=soon",
        ),
    },
    "VAR": {
        "must name a folder": ("/etc/hostname",),
        "must be the path of a folder, without ~ or $": (
            "~/intake",
            "$HOME/intake",
        ),
        "names a folder that cannot be read": ("a" * 300,),
    },
    "HOST": {
        "must be an address of this machine": (
            "not a host",
            "http://127.0.0.1",
        ),
    },
    "PORT": {
        "must be a whole number from 1 to 65535": (
            "many",
            "0",
            "99999",
            "٨٠٠٠",
        ),
    },
    "PUBLIC_URL": {
        "must be an http or https URL": (
            "desk.example.org",
            "https://[",
            "https://desk.example.org:99999",
            "https://desk.example.org:0",
            "https://desk example.org",
            "https://me:pw@desk.example.org",
            f"https://{'a' * 70}ü.example",
            "ftp://desk.example.org",
        ),
        "is served at the root": (
            "https://desk.example.org/desk",
            "https://desk.example.org/?a=b",
        ),
        "PUBLIC_URL must start with https:// unless it is a loopback or .onion address.": (
            "http://desk.example.org",
        ),
        "must start with https://": (
            "http://192.168.1.5:8000",
            "http://127.0.0.1.example.org",
            "http://onion.example.org",
        ),
    },
    "APPLICANTS_URL": {
        "must start with https://": ("http://help.example.net",),
    },
    "DOORS": {
        "contains 'kitchen'": ("kitchen",),
    },
    "TIME_ZONE": {
        "must be a time zone name": (
            "America",
            "Mars/Olympus",
            "../../etc/passwd",
            "a" * 4096,
        ),
    },
    "RECOVERY_FINGERPRINT": {
        "must be eight groups": ("abcd-efgh",),
    },
    "MAIL_SERVER": {
        "must be the name of a host": (
            "smtp://mail.example.org",
            "mail.example.org:587",
        ),
    },
    "MAIL_PORT": {
        "must be a whole number from 1 to 65535": (
            "many",
            "99999",
        ),
    },
    "MAIL_USE_TLS": {
        "must be yes or no": ("perhaps",),
    },
    "MAIL_USE_SSL": {
        "must be yes or no": ("perhaps",),
    },
    "MAIL_DEFAULT_SENDER": {
        "must be an email address": (
            "the desk",
            "a@b@localhost",
            "Ñ <ñ@example.org>",
            "A <a@example.org>, B <b@example.org>",
            "a, b@example.org",
            "Desk <a@example.org",
        ),
    },
    "NOTIFY": {
        "word 1 is not one": (
            "not-an-address",
            "Anna<b@example.org>",
            "<b@example.org>",
            "ännä@example.org",
        ),
        "word 2 is not one": ("a@example.org, Anna <b@example.org>",),
    },
    "SECURITY_CONTACT": {
        "must be an email address or": (
            "call us",
            "https://",
        ),
    },
    "ORGANISATION_NAME": {
        "is too long": ("a" * 201,),
    },
    "ORGANISATION_LOGO": {
        "must name a file": ("/nowhere/logo.svg",),
        "must be an SVG, PNG, JPEG or WebP": ("README.md",),
    },
    "HELP_PHONE": {
        "is too long": ("5" * 101,),
    },
    "NOTICE_APPROVED_BY": {
        "is too long": ("a" * 201,),
    },
    "EXIT_URL": {
        "must be an http or https URL": (
            "es=https://[",
            "es=weather",
        ),
        "must start with https://": ("http://weather.example.org",),
    },
    "LANGUAGES": {
        "must hold language tags": (
            "English",
            "en;es",
        ),
    },
    "SERVICE_AREA": {
        "must hold postal codes": (
            "ZZ",
            "all,NY",
        ),
    },
    "INCOME_PERCENT": {
        "must be a whole number from 1 to 1000": (
            "0",
            "200%",
        ),
    },
    "STAFFED": {
        "must hold days and hours": (
            "always",
            "Mo-Fr 17:00-09:00",
            "Mo-Xx 09:00-17:00",
        ),
    },
    "RETENTION_DAYS": {
        "must be a whole number from 1 to 365": (
            "0",
            "-1",
            "9" * 4000,
        ),
        "the pages promise applicants no more": ("366",),
    },
    "TRUSTED_PROXIES": {
        "must be a whole number from 0 to 9": ("10",),
    },
    "QUARANTINE_ABOVE": {
        "must be a whole number from 0 to 100000": ("many",),
    },
    "QUARANTINE_EMAIL_HOURS": {
        "must be a whole number from 0 to 720": ("721",),
    },
    "P0_ALARM_HOURS": {
        "must be a whole number from 1 to 24": ("0",),
    },
    "DIGEST_ABOVE": {
        "must be a whole number from 0 to 100000": ("-1",),
    },
    "HEARTBEAT_URL": {
        "must start with https://": ("http://hc.example.org/1",),
        "must be an http or https URL": ("hc.example.org",),
    },
    "LOG_LEVEL": {
        "must be one of DEBUG, INFO": ("LOUD",),
    },
}
"""Values that are refused by themselves: by setting, and by a part of the message."""

REFUSED: tuple[tuple[str, dict[str, str], str], ...] = (
    *(
        (name, {name: value}, says)
        for name, messages in BY_MESSAGE.items()
        for says, values in messages.items()
        for value in values
    ),
    (
        "METRICS_TOKEN",
        {"METRICS_TOKEN": OTHER, "SECRET_KEY": OTHER},
        "METRICS_TOKEN is SECRET_KEY or one of SECRET_KEY_FALLBACKS",
    ),
    (
        "METRICS_TOKEN",
        {"METRICS_TOKEN": OTHER, "SECRET_KEY_FALLBACKS": OTHER},
        "METRICS_TOKEN is SECRET_KEY or one of SECRET_KEY_FALLBACKS",
    ),
    ("MAIL_USE_SSL", {"MAIL_USE_SSL": "yes", "MAIL_USE_TLS": "yes"}, "must not both be yes"),
    (
        "EXIT_URL",
        {"EXIT_URL": "https://desk.example.org", "PUBLIC_URL": "https://desk.example.org"},
        "EXIT_URL leads to PUBLIC_URL or APPLICANTS_URL",
    ),
    (
        "EXIT_URL",
        {"EXIT_URL": "https://help.example.net", "APPLICANTS_URL": "https://help.example.net"},
        "EXIT_URL leads to PUBLIC_URL or APPLICANTS_URL",
    ),
    (
        "HEARTBEAT_URL",
        {"HEARTBEAT_URL": "https://desk.example.org/1", "PUBLIC_URL": "https://desk.example.org"},
        "HEARTBEAT_URL leads to PUBLIC_URL or APPLICANTS_URL",
    ),
    (
        "HEARTBEAT_URL",
        {"HEARTBEAT_URL": "https://help.example.net", "APPLICANTS_URL": "https://help.example.net"},
        "HEARTBEAT_URL leads to PUBLIC_URL or APPLICANTS_URL",
    ),
    (
        "APPLICANTS_URL",
        {"APPLICANTS_URL": "http://[::1]:8001", "PUBLIC_URL": "https://desk.example.org"},
        "APPLICANTS_URL is loopback although PUBLIC_URL is public",
    ),
    (
        "TRUSTED_PROXIES",
        {"TRUSTED_PROXIES": "1", "PUBLIC_URL": f"http://{'a2' * 28}.onion"},
        "TRUSTED_PROXIES must be 0 where PUBLIC_URL is an .onion address",
    ),
)
"""Name of the setting at fault, the environment, and a part of the message."""
