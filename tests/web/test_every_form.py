"""Every address that takes a form: none takes one from another session or another site."""

from dataclasses import replace

from intake import create_app
from intake.extensions import db
from tests.support.clients.applicant import csrf_of
from tests.support.clients.members import GULL, member_id_of

READS = {"GET", "HEAD", "OPTIONS"}


def test_no_form_is_taken_without_its_token_or_from_elsewhere(app, wren):
    desk = csrf_of(wren.text)
    apply = csrf_of(wren.client.get("/en/f/1").text)
    stranger = csrf_of(app.test_client().get("/desk/signin").text)
    paths = set(posting(app))
    assert len(paths) >= 40

    for path in sorted(paths):
        own = desk if path.startswith("/desk/") else apply
        for data, headers in (
            ({}, {}),
            ({"csrf_token": ""}, {}),
            ({"csrf_token": stranger}, {}),
            ({"csrf_token": own}, {"Origin": "https://evil.example"}),
            ({"csrf_token": own}, {"Origin": "http://localhost.evil.example"}),
        ):
            answer = wren.client.post(path, data=data, headers=headers)
            assert answer.status_code == 403, (path, data, headers, answer.status_code)
    wren.open("/desk/")
    assert wren.path == "/desk/"


def test_no_method_but_post_changes_anything(app):
    ways = {method for rule in app.url_map.iter_rules() for method in rule.methods or ()}

    assert ways - READS == {"POST"}


def test_forwarded_hosts_are_ignored(app, wren, gull):
    elsewhere = {"X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"}
    page = wren.client.get("/desk/team", headers=elsewhere).text
    with app.app_context():
        path = f"/desk/team/{member_id_of(GULL)}"

    data = {"csrf_token": csrf_of(page)}
    answer = wren.client.post(f"{path}/reset", data=data, headers=elsewhere).text

    assert "http://localhost/desk/invitation/" in answer
    assert "evil.example" not in page + answer


def test_forwarded_hosts_of_a_trusted_proxy_are_ignored(settings):
    app = create_app(replace(settings, trusted_proxies=1))
    client = app.test_client()
    elsewhere = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Port": "81"}

    page = client.get("/desk/signin", headers=elsewhere)
    data = {"csrf_token": csrf_of(page.text), "email": "", "password": ""}

    for origin, status in (("http://evil.example", 403), ("http://localhost", 422)):
        headers = {**elsewhere, "Origin": origin}
        assert client.post("/desk/signin", data=data, headers=headers).status_code == status
    with app.app_context():
        db.engine.dispose()


def posting(app):
    """Yield one address for each rule that takes a form."""
    for rule in app.url_map.iter_rules():
        if (rule.methods or set()) - READS:
            yield path_of(rule)


def path_of(rule):
    """Return the address of a rule, with a value for each of its variables."""
    known = {"lang": "en", "language": "en", "number": 1, "reference": "K7QF-2MXH"}
    values = {name: known.get(name, "x1") for name in rule.arguments}
    built = rule.build(values)
    assert built is not None, rule.rule
    return built[1]
