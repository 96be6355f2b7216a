"""The schemas of migrated databases of both kinds, one fact a line."""

from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import create_engine, text

from tests.support.databases.door_roles import grant_roles
from tests.support.databases.fixtures import migrate, new_postgresql_database
from tests.support.servers.postgresql import start_server

TABLES = """
    SELECT format('%s: %s %s%s%s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
      CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END,
      ' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid))
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
      LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
      AND a.attnum > 0 AND NOT a.attisdropped
    UNION ALL SELECT format('%s: CONSTRAINT %s %s', conrelid::regclass, conname,
      pg_get_constraintdef(oid)) FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace AND contype <> 'n'
    UNION ALL SELECT format('%s: %s', tablename, indexdef) FROM pg_indexes
    WHERE schemaname = 'public'
    UNION ALL SELECT format('%s: %s', tgrelid::regclass, pg_get_triggerdef(oid))
    FROM pg_trigger WHERE NOT tgisinternal"""
GRANTS = """
    SELECT format('%s: GRANT %s TO %s', c.relname, g.privilege_type,
      CASE g.grantee WHEN 0 THEN 'public' ELSE g.grantee::regrole::text END)
    FROM pg_class c, aclexplode(c.relacl) g
    WHERE c.relnamespace = 'public'::regnamespace AND g.grantee <> c.relowner
    UNION ALL SELECT format('%s: GRANT %s (%s) TO %s', a.attrelid::regclass, g.privilege_type,
      a.attname, g.grantee::regrole)
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid, aclexplode(a.attacl) g
    WHERE c.relnamespace = 'public'::regnamespace
    UNION ALL SELECT format('function %s: GRANT %s TO %s', p.proname, g.privilege_type,
      CASE g.grantee WHEN 0 THEN 'public' ELSE g.grantee::regrole::text END)
    FROM pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) g
    WHERE p.pronamespace = 'public'::regnamespace AND g.grantee <> p.proowner"""
FUNCTIONS = """
    SELECT pg_get_functiondef(p.oid) FROM pg_proc p
    WHERE p.pronamespace = 'public'::regnamespace AND p.prokind = 'f' AND NOT EXISTS
      (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')"""


def sqlite():
    """Yield each part of each table, index and trigger of a migrated SQLite file."""
    with TemporaryDirectory() as folder:
        address = f"sqlite:///{folder}/intake.db"
        Path(folder, "intake.db").touch(mode=0o600)
        migrate(address)
        engine = create_engine(address)
        with engine.connect() as connection:
            query = "SELECT type, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL"
            rows = connection.execute(text(query)).all()
        engine.dispose()
    parts: list[str] = []
    for kind, table, sql in rows:
        plain = " ".join(sql.split())
        inside = plain.partition("(")[2].rpartition(")")[0]
        found = _parts(inside) if kind == "table" else [plain]
        parts += [f"{table}: {part}" for part in found]
    yield from sorted(parts)


def _parts(inside):
    """Yield the columns and constraints of a table: what commas outside of brackets separate."""
    depth, part = 0, ""
    for letter in inside:
        depth += (letter == "(") - (letter == ")")
        if letter == "," and not depth:
            yield part.strip()
            part = ""
        else:
            part += letter
    yield part.strip()


def postgresql():
    """Yield the tables, grants and functions of a migrated PostgreSQL database."""
    with TemporaryDirectory(prefix="intake-nets-") as folder:
        server = start_server(Path(folder) / "server")
        try:
            with new_postgresql_database(server.get_uri(driver="psycopg")) as address:
                migrate(address)
                engine = create_engine(address)
                grant_roles(engine)
                with engine.connect() as connection:
                    yield from _facts(connection)
                engine.dispose()
        finally:
            server.cleanup()


def _facts(connection):
    for query in (TABLES, GRANTS, FUNCTIONS):
        yield from sorted(connection.scalars(text(query)).all())
