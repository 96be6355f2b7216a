"""Check the integrity of a database from outside: its pages, indexes and references."""

from sqlalchemy.exc import DatabaseError

from intake.actions.backup.tables import all_tables


def integrity_faults(engine):
    """Return a sentence for each thing that is wrong with the database; none where all holds."""
    try:
        return _faults(engine)
    except DatabaseError as failure:
        return [f"it cannot be read: {failure.orig}"]


def _faults(engine):
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            return _sqlite_faults(connection)
        connection.execution_options(isolation_level="REPEATABLE READ")
        return list(_postgresql_faults(connection))


def _sqlite_faults(connection):
    """Have SQLite read every page, compare every index, and follow every reference."""
    lines = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
    orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    faults = [] if lines == ["ok"] else [f"integrity_check: {line}" for line in lines]
    return faults + [f"{row[0]} has a row without its {row[2]}" for row in orphans]


def _postgresql_faults(connection):
    """Read every row whole, compare it with its primary key's index, follow every reference."""
    invalid = "SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid"
    for index in connection.exec_driver_sql(invalid).scalars():
        yield f"index {index} is not valid"
    for table in all_tables().sorted_tables:
        rows, distinct = _rows_of_heap(connection, table)
        if not rows == distinct == _rows_of_index(connection, table):
            yield f"{table.name}: heap and primary key differ"
        for constraint in table.foreign_key_constraints:
            if orphans := _orphans(connection, constraint):
                parent = constraint.referred_table.name
                yield f"{orphans} rows of {table.name} without their {parent}"


def _rows_of_heap(connection, table):
    """Return the number of rows and of primary keys, with every value read whole."""
    _plan(connection, seqscan="on", indexscan="off", indexonlyscan="off", bitmapscan="off")
    key = ", ".join(f't."{column.name}"' for column in table.primary_key)
    read = f'SELECT count(*), count(DISTINCT ({key})), sum(length(t::text)) FROM "{table.name}" t'
    rows, distinct, _ = connection.exec_driver_sql(read).one()
    return rows, distinct


def _rows_of_index(connection, table):
    """Return the number of rows that the primary key's index leads to."""
    _plan(connection, seqscan="off", indexscan="on", indexonlyscan="off", sort="off")
    key = ", ".join(f'"{column.name}"' for column in table.primary_key)
    read = f'SELECT count(*) FROM (SELECT 1 FROM "{table.name}" ORDER BY {key} OFFSET 0) walked'
    return int(connection.exec_driver_sql(read).scalar_one())


def _orphans(connection, constraint):
    parent = constraint.referred_table.name
    pairs = [(key.parent.name, key.column.name) for key in constraint.elements]
    matches = " AND ".join(f'p."{there}" = c."{here}"' for here, there in pairs)
    not_null = " AND ".join(f'c."{here}" IS NOT NULL' for here, _ in pairs)
    read = (
        f'SELECT count(*) FROM "{constraint.table.name}" c WHERE {not_null} '
        f'AND NOT EXISTS (SELECT 1 FROM "{parent}" p WHERE {matches})'
    )
    return int(connection.exec_driver_sql(read).scalar_one())


def _plan(connection, **scans):
    """Enable or disable kinds of scans for the planner, in this transaction."""
    for scan, value in scans.items():
        connection.exec_driver_sql(f"SET LOCAL enable_{scan} = {value}")
