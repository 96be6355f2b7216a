import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine, text
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from intake.sealing import at_rest
from intake.sealing.at_rest import AtRest, NotBound, SecretAge, decrypted, encrypted, standing
from intake.sealing.seal import NONCE_BYTES, SealBroken, WeakKey

OLD, NEW, OTHERS = "old secret " * 4, "new secret " * 4, "a secret of another door " * 2


class Base(DeclarativeBase):
    pass


class Address(Base):
    __tablename__ = "addresses"

    id: Mapped[int] = mapped_column(primary_key=True)
    mail: Mapped[str] = mapped_column(AtRest("addresses.mail"))
    phone: Mapped[str | None] = mapped_column(AtRest("addresses.phone"))


def test_the_server_reads_what_the_table_does_not_show(engine):
    at_rest.bind(NEW)

    with Session(engine) as session:
        session.add(Address(id=1, mail="zola@example.org", phone=None))
        session.commit()
        session.expire_all()
        address = session.get_one(Address, 1)
        row = session.execute(text("SELECT mail, phone FROM addresses")).one()

    assert (address.mail, address.phone) == ("zola@example.org", None)
    assert b"zola" not in row.mail
    assert row.phone is None


def test_what_is_kept_twice_never_looks_alike():
    at_rest.bind(NEW)

    ciphertexts = {encrypted("zola@example.org") for _ in range(1000)}

    assert (
        len({ciphertext[2 : 2 + NONCE_BYTES] for ciphertext in ciphertexts})
        == len(ciphertexts)
        == 1000
    )


def test_after_a_change_of_the_secret_old_rows_read_on():
    at_rest.bind(OLD)
    ciphertext = encrypted("zola@example.org")

    at_rest.bind(NEW, (OTHERS, OLD))

    assert decrypted(ciphertext) == "zola@example.org"


def test_after_a_change_of_the_secret_new_rows_need_the_new_one():
    at_rest.bind(NEW, (OLD,))
    ciphertext = encrypted("zola@example.org")

    at_rest.bind(NEW)
    read_with_the_new_one_alone = decrypted(ciphertext)
    at_rest.bind(OLD)

    assert read_with_the_new_one_alone == "zola@example.org"
    with pytest.raises(SealBroken):
        decrypted(ciphertext)


def test_a_forgotten_secret_reads_nothing_any_more():
    at_rest.bind(OLD)
    ciphertext = encrypted("zola@example.org")

    at_rest.bind(NEW, (OTHERS,))

    with pytest.raises(SealBroken) as failure:
        decrypted(ciphertext)
    assert failure.value.args == ()


def test_under_which_secret_a_value_is_kept_is_known():
    at_rest.bind(OLD)
    ciphertext, of_a_column = encrypted("zola@example.org"), encrypted("zola", of="addresses.mail")

    standings = {}
    for name, keys in {"old": (OLD,), "both": (NEW, OTHERS, OLD), "new": (NEW,)}.items():
        at_rest.bind(keys[0], keys[1:])
        standings[name] = (standing(ciphertext), standing(of_a_column, of="addresses.mail"))
        assert standing(of_a_column) is SecretAge.UNKNOWN

    assert standings == {
        "old": (SecretAge.CURRENT, SecretAge.CURRENT),
        "both": (SecretAge.OLDER, SecretAge.OLDER),
        "new": (SecretAge.UNKNOWN, SecretAge.UNKNOWN),
    }


@pytest.mark.parametrize("of", ["", "addresses.mail"])
def test_a_column_writes_for_itself_alone(of):
    at_rest.bind(NEW)

    ciphertext = (AtRest(of) if of else AtRest()).process_bind_param("zola@example.org", None)

    assert ciphertext is not None
    assert decrypted(ciphertext, of=of) == "zola@example.org"


def test_one_column_cannot_stand_in_for_another():
    at_rest.bind(NEW)
    ciphertext = encrypted("JBSWY3DPEHPK3PXP", of="staff_members.totp_secret")

    with pytest.raises(SealBroken):
        decrypted(ciphertext, of="staff_members.email")


def test_cut_or_changed_it_does_not_read():
    at_rest.bind(NEW)
    ciphertext = encrypted("zola@example.org")

    for length in range(len(ciphertext)):
        with pytest.raises(SealBroken):
            decrypted(ciphertext[:length])
    for at in range(len(ciphertext)):
        with pytest.raises(SealBroken):
            decrypted(ciphertext[:at] + bytes((ciphertext[at] ^ 1,)) + ciphertext[at + 1 :])


@given(st.text(max_size=300))
def test_any_text_comes_back(content):
    at_rest.bind(NEW)

    assert decrypted(encrypted(content)) == content


def test_all_addresses_are_of_one_size():
    at_rest.bind(NEW)

    sizes = {len(encrypted("x" * length)) for length in range(250)}

    assert len(sizes) == 1


def test_without_a_secret_nothing_is_written(monkeypatch):
    monkeypatch.setattr(at_rest._Secrets, "ciphers", ())

    with pytest.raises(NotBound):
        encrypted("zola@example.org")


def test_a_short_secret_is_refused():
    with pytest.raises(WeakKey):
        at_rest.bind("short")


@pytest.fixture(autouse=True)
def _leave_the_secrets_as_they_were():
    before = at_rest._Secrets.ciphers
    yield
    at_rest._Secrets.ciphers = before


@pytest.fixture
def engine():
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    yield engine
    engine.dispose()
