-- Permissions in the database: one role for each process. Run as the owner of the tables, who needs
-- CREATEROLE:
--
--     flask --app wsgi db upgrade
--     { echo 'SET ROLE intake;'; cat deploy/roles.sql; } |
--         runuser -u postgres -- psql --set ON_ERROR_STOP=1 --single-transaction intake
--
-- Run it again after each upgrade. A superuser's session, as in this command, also hides what
-- PostgreSQL counts. The roles have no passwords: set them with \password, and give
-- each process its own DATABASE_URL. Use the owner's only for upgrades and flask commands.

DO $$
DECLARE
  role text;
BEGIN
  FOREACH role IN ARRAY ARRAY['intake_apply', 'intake_desk', 'intake_worker'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) THEN
      BEGIN
        EXECUTE format('CREATE ROLE %I LOGIN', role);
      EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; -- created concurrently
      END;
    END IF;
  END LOOP;
  EXECUTE format('REVOKE CREATE, TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
END $$;

REVOKE CREATE ON SCHEMA public FROM PUBLIC;
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, intake_apply, intake_desk, intake_worker;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC, intake_apply, intake_desk, intake_worker;
GRANT USAGE ON SCHEMA public TO intake_apply, intake_desk, intake_worker;
GRANT SELECT ON alembic_version TO intake_apply, intake_desk, intake_worker;

-- The applicants' door: it adds drafts, cases and emails, and reads no table about people.
GRANT INSERT (id, token_hash, session_until, session_minutes, key_under_token, answers, language,
  kept_on) ON requests TO intake_apply;
GRANT INSERT ON cases, outbox, audit_entries TO intake_apply;
GRANT SELECT ON teams, epochs, recovery_keys TO intake_apply;
-- Which states and languages each office serves, to route a new request; neither name nor members.
GRANT SELECT (id, team_id, states, languages, is_default) ON offices TO intake_apply;
-- One request with its case and messages, by the proof of its session or its return code; only the
-- applicant's own key opens what is sealed in them.
GRANT EXECUTE ON FUNCTION request_own, request_draft_saved, request_form_saved, request_extended,
  request_sent, request_coded, request_resumed, request_ended, request_withdrawn,
  request_merged_ended, case_own, case_reweighed, case_wrote, case_came_back, case_asked_call,
  case_dates, case_dates_added, case_change_added, messages_own, message_added, messages_seen_to
  TO intake_apply;
-- From which network the cases of the last hour came, as a keyed hash. Which cases, this role may
-- not read.
GRANT INSERT, SELECT (network, until) ON arrivals TO intake_apply;
-- Tries of networks, as keyed hashes.
GRANT SELECT, INSERT, UPDATE (tries) ON try_counts TO intake_apply;
-- The number of failed responses in an hour.
GRANT SELECT, INSERT, UPDATE (answers) ON server_errors TO intake_apply;
-- How many people a referral place answered, or did not.
GRANT SELECT, INSERT, UPDATE (answered, silent) ON place_answers TO intake_apply;
-- Whether a sealed value was revoked, so that a restored row is rejected.
GRANT EXECUTE ON FUNCTION audit_has_ended TO intake_apply, intake_desk, intake_worker;

-- The desk: everything, but it cannot change the audit log.
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO intake_desk;
REVOKE UPDATE, DELETE ON audit_entries, audit_heads FROM intake_desk;
REVOKE INSERT, UPDATE, DELETE ON alembic_version, recovery_keys, recovery_sheets FROM intake_desk;
-- A member who enters a request for a caller sends it by the functions of the applicants' door.
GRANT EXECUTE ON FUNCTION request_own, request_sent, request_coded, request_ended, case_own,
  case_dates_added TO intake_desk;

-- The worker and housekeeping: emails, dates, the hash chain of the audit log. They can neither read
-- keys nor add members.
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO intake_worker;
REVOKE INSERT, UPDATE, DELETE ON alembic_version, published, teams, epochs, recovery_keys, offices,
  office_members FROM intake_worker;
REVOKE ALL ON grants, signing_grants, stub_keys, loans, first_invitations, pending_sheets,
  recovery_sheets, recovery_codes, passkeys, sign_in_tries, notes, messages, message_drafts,
  card_packs, kept_duplicates, case_links, imported_names, tasks, sealed_tallies, jobs, calendar_feeds FROM intake_worker;
REVOKE INSERT ON staff_members, invitations, staff_sessions FROM intake_worker;
GRANT SELECT, DELETE ON notes, messages, message_drafts TO intake_worker;
-- An expired first link is deleted with the keys that it carries, which this role may not read.
GRANT SELECT (expires_at), DELETE ON first_invitations TO intake_worker;
-- Who holds keys.
GRANT SELECT (member_id, team_id, epoch) ON grants TO intake_worker;
-- Loans end after their last day, and with their case; the key in them this role may not read.
GRANT SELECT (case_id, until), DELETE ON loans TO intake_worker;
-- A pack of cards goes with the first of its cases that is erased; it opens with keys of members.
GRANT SELECT (team_id, after_id, until_id), DELETE ON card_packs TO intake_worker;
GRANT SELECT (case_id), DELETE ON kept_duplicates, case_links TO intake_worker;
-- Imported names are erased on their day; the names this role may not read.
GRANT SELECT (count, discard_on), DELETE ON imported_names TO intake_worker;
-- A job locks the rows of teams, which needs the right to change a column.
GRANT UPDATE (keys_due_since) ON teams TO intake_worker;
-- After a change of SECRET_KEY, housekeeping encrypts the desk's stored values with the new one.
GRANT SELECT (id, sworn), UPDATE (sworn) ON recovery_codes, passkeys, calendar_feeds
  TO intake_worker;
-- The dates in the calendar feed of a case's owner are deleted with the case.
GRANT SELECT (member_id, renewed_at), UPDATE (sealed, dates_hash) ON calendar_feeds
  TO intake_worker;

-- Vacuum tables with keys, hashes or sealed values within minutes, so that the room of erased rows is
-- used again: none of the roles may run VACUUM, and by default PostgreSQL waits until fifty rows and a
-- fifth of the table are dead. deploy/wipe.sql overwrites them. Sample no such value for the planner,
-- because the sample outlives its row. All of them, and those encrypted at rest, are of type bytea.
DO $$
DECLARE
  holder record;
BEGIN
  FOR holder IN
    SELECT a.attrelid::regclass AS name,
      string_agg(format('ALTER %I SET STATISTICS 0, ', attname), '') AS unsampled
    FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
      AND a.atttypid = 'bytea'::regtype AND NOT a.attisdropped
    GROUP BY a.attrelid
  LOOP
    EXECUTE format('ALTER TABLE %s %s SET (autovacuum_vacuum_scale_factor = 0, '
      'autovacuum_vacuum_threshold = 0, toast.autovacuum_vacuum_scale_factor = 0, '
      'toast.autovacuum_vacuum_threshold = 0)', holder.name, holder.unsampled);
  END LOOP;
END $$;

-- Hide from the applicants' role what PostgreSQL counts: rows, pages, bytes of the log, and who holds
-- which lock. These numbers tell how many requests there are, and when each came. It may take no
-- advisory lock either. PostgreSQL grants such rights to everyone in a new database, and only a
-- superuser can take them back: here the owner, the desk, the worker and monitors keep them. Whether
-- a standby is connected, every role may see.
DO $$
DECLARE
  owner name := current_user;
  readers text := format('%I, intake_desk, intake_worker, pg_monitor', current_user);
  functions text;
  described text;
BEGIN
  IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = session_user) THEN
    RAISE NOTICE 'Statistics are not hidden: only a superuser can do that.';
    RETURN;
  END IF;
  SET LOCAL ROLE NONE;
  SELECT string_agg(oid::regprocedure::text, ', ') INTO functions FROM pg_proc
  WHERE pronamespace = 'pg_catalog'::regnamespace
    AND proname ~ '^pg_(stat_get_|(try_)?advisory_|current_wal_|lock_status|relation_filen)|^pg_(database|indexes|relation|table|total_relation)_size$'
    AND proname NOT IN ('pg_stat_get_activity', 'pg_stat_get_wal_senders');
  SELECT string_agg(quote_ident(attname), ', ') INTO described FROM pg_attribute
  WHERE attrelid = 'pg_class'::regclass AND (attnum > 0 OR attname = 'tableoid')
    AND attname !~ '^rel(tuples|pages|all|filenode|frozenxid|minmxid)';
  EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', functions);
  EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO %s', functions, readers);
  REVOKE SELECT ON pg_class FROM PUBLIC;
  EXECUTE format('GRANT SELECT (%s) ON pg_class TO PUBLIC', described);
  EXECUTE format('GRANT SELECT ON pg_class TO %s', readers);
  EXECUTE format('SET LOCAL ROLE %I', owner);
END $$;
