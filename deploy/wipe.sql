-- Overwrite what has ended in the files of PostgreSQL: keys, links, sheets, codes, sessions. None of the
-- product's roles may, so intake-wipe.timer runs it each hour as a superuser, also on a standby:
--
--     psql --no-psqlrc --quiet --file=deploy/wipe.sql intake
--
-- Each statement holds its lock for half a second at most. Where something could not be overwritten, it
-- ends with 3 and records nothing: Health tells after two days.

\set ON_ERROR_STOP on
SELECT pg_is_in_recovery() AS standby \gset
\if :standby
  CHECKPOINT;
  \q
\endif

-- What ended before this moment will be gone, once the transactions that may still read it have ended.
SELECT clock_timestamp() AS begun, set_config('wipe.newest', pg_snapshot_xmax(pg_current_snapshot())::text, false) \gset
DO $$
DECLARE
  newest xid := current_setting('wipe.newest')::xid8::xid;
BEGIN
  IF current_setting('wal_recycle')::bool OR current_setting('archive_mode') <> 'off' THEN
    RAISE 'The log of the database is kept: deploy/wipe.conf is not in force, or archive_mode is on.';
  END IF;
  PERFORM pg_current_xact_id(); -- from which ages are counted
  FOR second IN 0..600 LOOP
    EXIT WHEN NOT EXISTS (SELECT FROM pg_stat_activity
      WHERE pid <> pg_backend_pid() AND datname = current_database()
        AND greatest(age(backend_xid), age(backend_xmin)) > age(newest));
    IF second = 600 THEN
      RAISE 'A transaction, a backup perhaps, has been open for ten minutes.';
    END IF;
    PERFORM pg_sleep(1);
    PERFORM pg_stat_clear_snapshot();
  END LOOP;
END $$;

-- Write anew every table with keys, hashes or sealed values, but none that is large because it grows with
-- cases: VACUUM leaves the bytes of deleted rows in its pages until others take their place.
CREATE TEMP TABLE holders AS
  SELECT oid, relfilenode, relname <> ALL ('{audit_entries, card_packs, case_links, cases, diary_entries,
    imported_names, kept_duplicates, message_drafts, messages, notes, outbox, recall_moves, requests,
    stubs}') AS is_small
  FROM pg_class
  WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND EXISTS (SELECT FROM pg_attribute
    WHERE attrelid = pg_class.oid AND atttypid = 'bytea'::regtype AND NOT attisdropped);
CREATE TEMP VIEW due AS
  SELECT format('VACUUM FULL %s', oid::regclass) AS statement, is_small
  FROM holders JOIN pg_class USING (oid)
  WHERE pg_class.relfilenode = holders.relfilenode
    AND (is_small OR pg_table_size(oid) < 8 * 2 ^ 20);
SET lock_timeout = '200ms';
\set round 'SET statement_timeout = 500; SELECT statement FROM due \\gexec \\\\ RESET statement_timeout; SELECT pg_sleep(least(count(*), 1) * 10) AS pause FROM due \\gset \\\\'
\set ON_ERROR_STOP off
:round
:round
:round
:round
:round
:round
\set ON_ERROR_STOP on
DO $$
BEGIN
  IF EXISTS (SELECT FROM due WHERE is_small) THEN
    RAISE 'A table is in use, or too large to be written anew in half a second.';
  END IF;
END $$;
VACUUM (SKIP_LOCKED);

-- The log of the database has every earlier state of its pages, and so have files of it that were kept for
-- use before wipe.conf was in force: write into each of them, and past the last.
DO $$
DECLARE
  ended text;
  is_last bool := false;
BEGIN
  FOR file IN 1..1000 LOOP
    PERFORM pg_logical_emit_message(false, 'wipe', '');
    ended := substr(pg_walfile_name(pg_switch_wal()), 9);
    EXIT WHEN is_last;
    is_last := 2 > (SELECT count(*) FROM pg_ls_waldir()
      WHERE name ~ '^[0-9A-F]{24}$' AND substr(name, 9) > ended);
  END LOOP;
  FOR second IN 0..30 LOOP
    CHECKPOINT;
    EXIT WHEN NOT EXISTS (SELECT FROM pg_ls_waldir()
      WHERE name ~ '^[0-9A-F]{24}$' AND substr(name, 9) <= ended);
    IF second = 30 THEN
      RAISE 'The log of the database is kept for a standby that is away.';
    END IF;
    PERFORM pg_sleep(1);
  END LOOP;
END $$;

INSERT INTO upkeep_runs (name, at, outcome) VALUES ('wipe', :'begun', 'ok')
  ON CONFLICT (name) DO UPDATE SET at = excluded.at, outcome = excluded.outcome;
