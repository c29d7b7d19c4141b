-- The schema of 0.1.0 with rows of real casework, as pg_dump --no-owner --inserts wrote it.
--
-- PostgreSQL database dump
--


-- Dumped from database version 15.18 (Debian 15.18-0+deb12u1)
-- Dumped by pg_dump version 15.18 (Debian 15.18-0+deb12u1)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: emptied(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.emptied() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF OLD.taken_at IS NULL OR NEW.payload <> '{}'::jsonb THEN
        RAISE insufficient_privilege USING MESSAGE = 'a raw report is emptied once it was taken';
    END IF;
    RETURN NEW;
END $$;


--
-- Name: folded(text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.folded(said text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN lower(regexp_replace(regexp_replace(translate(NORMALIZE(said, NFKD), '<>&'::text, '   '::text), '[\u00ad\u0300-\u036f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+'::text, ''::text, 'g'::text), '([\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff])'::text, ' \1 '::text, 'g'::text));


--
-- Name: reworded(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.reworded() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    SELECT words_of(s.native, NEW.category, NEW.body, NEW.evidence, NEW.source, NEW.reporter)
        INTO NEW.words FROM subjects s WHERE s.id = NEW.subject_id;
    RETURN NEW;
END $$;


--
-- Name: signal_queued(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.signal_queued() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO signal_queue (report_id) SELECT id FROM filed
        WHERE source NOT IN ('signal:alarm', 'order:authority') ORDER BY id;
    RETURN NULL;
END $$;


--
-- Name: signal_rule_tested(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.signal_rule_tested() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM signal_tests t WHERE t.name = NEW.name
                   AND t.version = NEW.version AND t.tested_at > NEW.written_at) THEN
        RAISE insufficient_privilege USING MESSAGE = 'a rule is live once its version was tested';
    END IF;
    RETURN NEW;
END $$;


--
-- Name: unlike(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.unlike() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM reports WHERE case_id = OLD.case_id AND erased_at IS NOT NULL) THEN
        RAISE insufficient_privilege USING MESSAGE = 'a case stays like others while its texts stay';
    END IF;
    RETURN OLD;
END $$;


--
-- Name: words_of(text, text, text, jsonb, text, text); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.words_of(native text, category text, body text, evidence jsonb, source text, reporter text) RETURNS tsvector
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (to_tsvector('simple'::regconfig, "left"(public.folded(concat_ws(' '::text, native, category, body, (SELECT string_agg((said.said #>> '{}'::text[]), ' '::text) AS string_agg FROM jsonb_path_query(words_of.evidence, 'strict $.**?(@.type() == "string")'::jsonpath) said(said)))), 20000)) || array_to_tsvector(array_remove(ARRAY[('from '::text || source), ('by '::text || reporter)], NULL::text)));


SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: ahead; Type: TABLE; Schema: public; Owner: -
--

CREATE UNLOGGED TABLE public.ahead (
    person text NOT NULL,
    case_id uuid NOT NULL,
    until timestamp with time zone NOT NULL
);


--
-- Name: appeals; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.appeals (
    id uuid NOT NULL,
    side text NOT NULL,
    decision text NOT NULL,
    case_id uuid NOT NULL,
    proposal_id text,
    filed_by text NOT NULL,
    filed_at timestamp with time zone NOT NULL,
    words text NOT NULL,
    claimed_by text,
    lease_until timestamp with time zone,
    fence bigint DEFAULT 0 NOT NULL,
    outcome text,
    decided_by text,
    decided_at timestamp with time zone,
    answer text,
    unrestored boolean DEFAULT false NOT NULL,
    settled_by text,
    settled_at timestamp with time zone,
    settlement text,
    settled_on text,
    body text,
    erased_at timestamp with time zone,
    CONSTRAINT appeals_outcome_check CHECK ((outcome = ANY (ARRAY['partly_reversed'::text, 'reversed'::text, 'upheld'::text]))),
    CONSTRAINT appeals_settlement_check CHECK ((settlement = ANY (ARRAY['for_the_person'::text, 'for_the_platform'::text, 'partly'::text]))),
    CONSTRAINT appeals_side_check CHECK ((side = ANY (ARRAY['person'::text, 'reporter'::text])))
);


--
-- Name: batch_accounts; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.batch_accounts (
    batch_id uuid NOT NULL,
    place integer NOT NULL,
    case_id uuid NOT NULL,
    state text NOT NULL,
    fence bigint DEFAULT 0 NOT NULL,
    proposal text,
    why text DEFAULT ''::text NOT NULL,
    CONSTRAINT batch_accounts_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'ready'::text, 'out'::text])))
);


--
-- Name: batches; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.batches (
    id uuid NOT NULL,
    person text NOT NULL,
    action text NOT NULL,
    policy text NOT NULL,
    made_at timestamp with time zone NOT NULL
);


--
-- Name: callbacks; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.callbacks (
    id uuid NOT NULL,
    source text NOT NULL,
    kind text NOT NULL,
    about text NOT NULL,
    body text,
    made_at timestamp with time zone NOT NULL,
    send_at timestamp with time zone NOT NULL,
    tries integer DEFAULT 0 NOT NULL,
    sent_at timestamp with time zone,
    CONSTRAINT callbacks_kind_check CHECK ((kind = ANY (ARRAY['action'::text, 'appeal'::text])))
);


--
-- Name: care; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.care (
    person text NOT NULL,
    blurred boolean NOT NULL,
    grey boolean NOT NULL,
    muted boolean NOT NULL,
    folded boolean NOT NULL,
    held boolean NOT NULL
);


--
-- Name: case_hands; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.case_hands (
    case_id uuid NOT NULL,
    person text NOT NULL,
    since timestamp with time zone NOT NULL
);


--
-- Name: case_hours; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.case_hours (
    hour timestamp with time zone NOT NULL,
    area text NOT NULL,
    opened bigint NOT NULL,
    closed bigint NOT NULL
);


--
-- Name: case_tags; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.case_tags (
    case_id uuid NOT NULL,
    tag text NOT NULL,
    added_by text NOT NULL,
    added_at timestamp with time zone NOT NULL,
    CONSTRAINT case_tags_tag_check CHECK (((char_length(tag) >= 1) AND (char_length(tag) <= 64)))
);


--
-- Name: cases; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.cases (
    id uuid NOT NULL,
    subject_id uuid NOT NULL,
    state text NOT NULL,
    area text NOT NULL,
    language text,
    version integer DEFAULT 1 NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    opened_by text NOT NULL,
    closed_at timestamp with time zone,
    outcome text,
    claimed_by text,
    lease_until timestamp with time zone,
    fence bigint DEFAULT 0 NOT NULL,
    reports integer DEFAULT 0 NOT NULL,
    alarms integer DEFAULT 0 NOT NULL,
    waiting_since timestamp with time zone NOT NULL,
    due_at timestamp with time zone NOT NULL,
    severity smallint DEFAULT 3 NOT NULL,
    weight double precision DEFAULT 0 NOT NULL,
    tier smallint,
    reach integer,
    escalated boolean DEFAULT false NOT NULL,
    unranked boolean DEFAULT true NOT NULL,
    look_at timestamp with time zone NOT NULL,
    assigned_by text,
    reopened_by text,
    flagged boolean DEFAULT false NOT NULL,
    ordered_by timestamp with time zone,
    CONSTRAINT cases_severity_check CHECK (((severity >= 1) AND (severity <= 5))),
    CONSTRAINT cases_state_check CHECK ((state = ANY (ARRAY['open'::text, 'closed'::text])))
)
WITH (fillfactor='80');


--
-- Name: delegations; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.delegations (
    proposal_id text NOT NULL,
    from_person text NOT NULL,
    to_person text NOT NULL,
    given_at timestamp with time zone NOT NULL,
    CONSTRAINT delegations_check CHECK ((from_person <> to_person))
);


--
-- Name: drafts; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.drafts (
    proposal_id text NOT NULL,
    case_id uuid NOT NULL,
    statement jsonb NOT NULL,
    resolution jsonb NOT NULL,
    made_at timestamp with time zone NOT NULL,
    interest jsonb,
    facts jsonb
);


--
-- Name: enrolments; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.enrolments (
    public text NOT NULL,
    person text NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    CONSTRAINT enrolments_public_check CHECK ((public ~ '^[0-9a-f]{64}$'::text))
);


--
-- Name: event_cursors; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.event_cursors (
    endpoint text NOT NULL,
    next_entry bigint NOT NULL,
    tries integer DEFAULT 0 NOT NULL,
    failing_since timestamp with time zone,
    answer text,
    try_at timestamp with time zone DEFAULT '-infinity'::timestamp with time zone NOT NULL,
    CONSTRAINT event_cursors_check CHECK ((num_nulls(failing_since, answer) = ANY (ARRAY[0, 2]))),
    CONSTRAINT event_cursors_next_entry_check CHECK ((next_entry >= 0))
);


--
-- Name: export_accounts; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.export_accounts (
    export_id uuid NOT NULL,
    connector text NOT NULL,
    native text NOT NULL,
    email text,
    voices bytea[] NOT NULL,
    code_hash bytea NOT NULL,
    token_hash bytea,
    CONSTRAINT export_accounts_code_hash_check CHECK ((octet_length(code_hash) = 32)),
    CONSTRAINT export_accounts_token_hash_check CHECK ((octet_length(token_hash) = 32))
);


--
-- Name: export_openings; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.export_openings (
    id bigint NOT NULL,
    export_id uuid NOT NULL,
    form text NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    CONSTRAINT export_openings_form_check CHECK ((form = ANY (ARRAY['file'::text, 'page'::text])))
);


--
-- Name: export_openings_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.export_openings ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.export_openings_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: exports; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.exports (
    id uuid NOT NULL,
    ref text NOT NULL,
    received_at timestamp with time zone NOT NULL,
    asked_by text NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    given_by text,
    given_at timestamp with time zone,
    until timestamp with time zone,
    ended_by text,
    ended_at timestamp with time zone,
    CONSTRAINT exports_check CHECK ((given_by <> asked_by)),
    CONSTRAINT exports_check1 CHECK ((num_nulls(given_by, given_at, until) = ANY (ARRAY[0, 3]))),
    CONSTRAINT exports_check2 CHECK ((num_nulls(ended_by, ended_at) = ANY (ARRAY[0, 2])))
);


--
-- Name: exposure; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.exposure (
    person text NOT NULL,
    day date NOT NULL,
    area text NOT NULL,
    seconds double precision NOT NULL,
    CONSTRAINT exposure_seconds_check CHECK ((seconds >= (0)::double precision))
);


--
-- Name: exposure_clocks; Type: TABLE; Schema: public; Owner: -
--

CREATE UNLOGGED TABLE public.exposure_clocks (
    person text NOT NULL,
    counted_at timestamp with time zone NOT NULL,
    unbroken double precision NOT NULL,
    added double precision NOT NULL
);


--
-- Name: exposure_lifts; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.exposure_lifts (
    person text NOT NULL,
    day date NOT NULL,
    lifted_by text NOT NULL,
    lifted_at timestamp with time zone NOT NULL
);


--
-- Name: filings; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.filings (
    puid text NOT NULL,
    statement jsonb NOT NULL,
    queued_at timestamp with time zone NOT NULL,
    state text DEFAULT 'waiting'::text NOT NULL,
    due_at timestamp with time zone NOT NULL,
    tries integer DEFAULT 0 NOT NULL,
    answered_at timestamp with time zone,
    uuid text,
    errors jsonb,
    rehearsed_at timestamp with time zone,
    CONSTRAINT filings_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'filed'::text, 'refused'::text])))
);


--
-- Name: handed_appeals; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.handed_appeals (
    source text NOT NULL,
    ref text NOT NULL,
    digest bytea NOT NULL,
    appeal_id uuid NOT NULL,
    asked jsonb,
    CONSTRAINT handed_appeals_digest_check CHECK ((octet_length(digest) = ANY (ARRAY[0, 32])))
);


--
-- Name: hands; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.hands (
    proposal_id text NOT NULL,
    kind text NOT NULL,
    signer text NOT NULL,
    key text NOT NULL,
    signature bytea NOT NULL,
    given_at timestamp with time zone NOT NULL
);


--
-- Name: holds; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.holds (
    id uuid NOT NULL,
    case_id uuid,
    subject_id uuid,
    placed_by text NOT NULL,
    placed_at timestamp with time zone NOT NULL,
    reason text NOT NULL,
    review_on text,
    lifted_by text,
    lifted_at timestamp with time zone,
    CONSTRAINT holds_check CHECK ((num_nonnulls(case_id, subject_id) = 1)),
    CONSTRAINT holds_check1 CHECK (((lifted_by IS NULL) = (lifted_at IS NULL))),
    CONSTRAINT holds_check2 CHECK ((lifted_by <> placed_by))
);


--
-- Name: inbox; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.inbox (
    id bigint NOT NULL,
    connector text NOT NULL,
    identity text NOT NULL,
    payload jsonb NOT NULL,
    received_at timestamp with time zone DEFAULT now() NOT NULL,
    taken_at timestamp with time zone
);


--
-- Name: inbox_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.inbox ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.inbox_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: kept_values; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.kept_values (
    commitment text NOT NULL,
    kind text NOT NULL,
    value text NOT NULL,
    salt bytea NOT NULL,
    given_by text NOT NULL,
    given_at timestamp with time zone NOT NULL,
    CONSTRAINT kept_values_commitment_check CHECK ((commitment ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT kept_values_salt_check CHECK ((octet_length(salt) = 32))
);


--
-- Name: labels; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.labels (
    seq bigint NOT NULL,
    proposal text NOT NULL,
    src text NOT NULL,
    uri text NOT NULL COLLATE pg_catalog."C",
    val text NOT NULL,
    neg boolean NOT NULL,
    cts text NOT NULL,
    exp text COLLATE pg_catalog."C",
    sig bytea NOT NULL,
    CONSTRAINT labels_sig_check CHECK ((octet_length(sig) = 64))
);


--
-- Name: labels_seq_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.labels ALTER COLUMN seq ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.labels_seq_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: ledger_published; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.ledger_published (
    one boolean DEFAULT true NOT NULL,
    size bigint NOT NULL,
    root bytea NOT NULL,
    CONSTRAINT ledger_published_one_check CHECK (one),
    CONSTRAINT ledger_published_root_check CHECK ((octet_length(root) = 32)),
    CONSTRAINT ledger_published_size_check CHECK ((size >= 0))
);


--
-- Name: ledger_queue; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.ledger_queue (
    id bigint NOT NULL,
    body bytea NOT NULL,
    written_by text NOT NULL,
    counter bigint,
    leaf bigint,
    CONSTRAINT ledger_queue_body_check CHECK ((octet_length(body) <= 65535))
);


--
-- Name: ledger_queue_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.ledger_queue ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.ledger_queue_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: left_open; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.left_open (
    person text NOT NULL,
    about text NOT NULL,
    reason text NOT NULL,
    left_at timestamp with time zone NOT NULL
);


--
-- Name: legal_order_items; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.legal_order_items (
    order_id uuid NOT NULL,
    place integer NOT NULL,
    case_id uuid NOT NULL
);


--
-- Name: legal_order_words; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.legal_order_words (
    order_id uuid NOT NULL,
    person text NOT NULL,
    genuine boolean NOT NULL,
    how text NOT NULL,
    said_at timestamp with time zone NOT NULL
);


--
-- Name: legal_orders; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.legal_orders (
    id uuid NOT NULL,
    number integer NOT NULL,
    kind text NOT NULL,
    state text NOT NULL,
    area text NOT NULL,
    language text NOT NULL,
    territory text NOT NULL,
    deadline timestamp with time zone NOT NULL,
    received_at timestamp with time zone NOT NULL,
    taken_at timestamp with time zone NOT NULL,
    taken_by text NOT NULL,
    content text NOT NULL,
    items integer NOT NULL,
    missing text NOT NULL,
    found text,
    found_at timestamp with time zone,
    told_at timestamp with time zone,
    outcome text,
    ground text,
    given text DEFAULT ''::text NOT NULL,
    effected_at timestamp with time zone,
    answered_by text,
    answered_at timestamp with time zone,
    answer text,
    answer_told_at timestamp with time zone,
    CONSTRAINT legal_orders_check CHECK (((outcome IS NULL) OR (found = 'checked'::text))),
    CONSTRAINT legal_orders_check1 CHECK (((outcome IS NULL) = (answered_at IS NULL))),
    CONSTRAINT legal_orders_found_check CHECK ((found = ANY (ARRAY['checked'::text, 'rejected'::text]))),
    CONSTRAINT legal_orders_kind_check CHECK ((kind = ANY (ARRAY['act'::text, 'inform'::text]))),
    CONSTRAINT legal_orders_number_check CHECK ((number > 0)),
    CONSTRAINT legal_orders_outcome_check CHECK ((outcome = ANY (ARRAY['carried_out'::text, 'not_carried_out'::text, 'partly'::text])))
);


--
-- Name: likeness; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.likeness (
    band bigint NOT NULL,
    is_open boolean DEFAULT true NOT NULL,
    case_id uuid NOT NULL
);


--
-- Name: mail_outbox; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.mail_outbox (
    id uuid NOT NULL,
    recipient text NOT NULL,
    subject text NOT NULL,
    body text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    send_at timestamp with time zone NOT NULL,
    tries integer DEFAULT 0 NOT NULL
);


--
-- Name: mutes; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.mutes (
    case_id uuid NOT NULL,
    until timestamp with time zone NOT NULL,
    muted_by text NOT NULL,
    muted_at timestamp with time zone NOT NULL
);


--
-- Name: network_events; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.network_events (
    id bigint NOT NULL,
    case_id uuid NOT NULL,
    subject_id uuid NOT NULL,
    kind text NOT NULL,
    event jsonb NOT NULL,
    cid text,
    person text,
    did text,
    proposals text[] DEFAULT '{}'::text[] NOT NULL,
    note_id uuid,
    report_id uuid,
    made_at timestamp with time zone NOT NULL,
    CONSTRAINT network_events_check CHECK ((num_nulls(person, did) = ANY (ARRAY[0, 2]))),
    CONSTRAINT network_events_check1 CHECK (((did IS NULL) = (report_id IS NOT NULL)))
);


--
-- Name: network_events_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.network_events ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.network_events_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: notes; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.notes (
    id uuid NOT NULL,
    case_id uuid NOT NULL,
    author text NOT NULL,
    text text,
    written_at timestamp with time zone NOT NULL,
    erased_by text,
    erased_at timestamp with time zone,
    CONSTRAINT notes_check CHECK (((text IS NULL) = (erased_by IS NOT NULL))),
    CONSTRAINT notes_text_check CHECK (((char_length(text) >= 1) AND (char_length(text) <= 4000)))
);


--
-- Name: notices; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.notices (
    id uuid NOT NULL,
    source text NOT NULL,
    key text NOT NULL,
    request_digest bytea NOT NULL,
    token_hash bytea NOT NULL,
    received_at timestamp with time zone NOT NULL,
    case_id uuid,
    report_id uuid,
    area text NOT NULL,
    location text NOT NULL,
    language text NOT NULL,
    name text,
    email text,
    notifier_id uuid,
    flagger_id uuid,
    receipt_at timestamp with time zone,
    confirmed_at timestamp with time zone,
    trusted boolean NOT NULL,
    held_until timestamp with time zone,
    held_for text,
    explanation text,
    review_at timestamp with time zone,
    decided_at timestamp with time zone,
    told_at timestamp with time zone,
    unfounded_by text,
    unfounded_at timestamp with time zone,
    erased_at timestamp with time zone,
    CONSTRAINT notices_check CHECK (((case_id IS NULL) = (held_until IS NOT NULL))),
    CONSTRAINT notices_check1 CHECK (((unfounded_by IS NULL) = (unfounded_at IS NULL))),
    CONSTRAINT notices_token_hash_check CHECK ((octet_length(token_hash) = 32))
);


--
-- Name: notifier_steps; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.notifier_steps (
    notifier_id uuid NOT NULL,
    number integer NOT NULL,
    step text NOT NULL,
    decided_by text NOT NULL,
    decided_at timestamp with time zone NOT NULL,
    until timestamp with time zone,
    reason text,
    told_at timestamp with time zone,
    CONSTRAINT notifier_steps_check CHECK (((step = 'suspended'::text) = (until IS NOT NULL))),
    CONSTRAINT notifier_steps_check1 CHECK (((step = 'restored'::text) = (reason IS NULL))),
    CONSTRAINT notifier_steps_number_check CHECK ((number > 0)),
    CONSTRAINT notifier_steps_step_check CHECK ((step = ANY (ARRAY['warned'::text, 'suspended'::text, 'restored'::text])))
);


--
-- Name: notifiers; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.notifiers (
    id uuid NOT NULL,
    voice bytea NOT NULL,
    first_at timestamp with time zone NOT NULL,
    CONSTRAINT notifiers_voice_check CHECK ((octet_length(voice) = 32))
);


--
-- Name: passkeys_asked; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.passkeys_asked (
    link text NOT NULL,
    person text NOT NULL,
    key text NOT NULL,
    enrolment jsonb NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    CONSTRAINT passkeys_asked_link_check CHECK ((link ~ '^[0-9a-f]{64}$'::text))
);


--
-- Name: people_drafts; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.people_drafts (
    source text NOT NULL,
    person text NOT NULL,
    differences jsonb NOT NULL,
    "row" jsonb NOT NULL,
    missing text[] NOT NULL,
    since timestamp with time zone NOT NULL
);


--
-- Name: people_sources; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.people_sources (
    name text NOT NULL,
    key text NOT NULL,
    sequence bigint DEFAULT 0 NOT NULL,
    last text NOT NULL,
    confirmed_at timestamp with time zone,
    refused boolean DEFAULT false NOT NULL
);


--
-- Name: presence; Type: TABLE; Schema: public; Owner: -
--

CREATE UNLOGGED TABLE public.presence (
    case_id uuid NOT NULL,
    person text NOT NULL,
    until timestamp with time zone NOT NULL,
    media boolean DEFAULT false NOT NULL
);


--
-- Name: proposals; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.proposals (
    id text NOT NULL,
    case_id uuid NOT NULL,
    subject_id uuid NOT NULL,
    statement jsonb NOT NULL,
    resolution jsonb NOT NULL,
    proposed_by text NOT NULL,
    proposed_at timestamp with time zone NOT NULL,
    erased_at timestamp with time zone,
    counts_from timestamp with time zone
);


--
-- Name: questions; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.questions (
    id uuid NOT NULL,
    proposal_id text NOT NULL,
    asked_by text NOT NULL,
    asked_of text NOT NULL,
    question text NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    answer text,
    answered_by text,
    answered_at timestamp with time zone,
    CONSTRAINT questions_answer_check CHECK (((char_length(answer) >= 1) AND (char_length(answer) <= 1000))),
    CONSTRAINT questions_check CHECK ((num_nulls(answer, answered_by, answered_at) = ANY (ARRAY[0, 3]))),
    CONSTRAINT questions_question_check CHECK (((char_length(question) >= 1) AND (char_length(question) <= 1000)))
);


--
-- Name: queue_figures; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.queue_figures (
    kind text NOT NULL,
    name text NOT NULL,
    waiting bigint NOT NULL,
    late bigint NOT NULL,
    half_since timestamp with time zone NOT NULL,
    most_since timestamp with time zone NOT NULL,
    oldest_since timestamp with time zone NOT NULL,
    looked_at timestamp with time zone NOT NULL,
    CONSTRAINT queue_figures_kind_check CHECK ((kind = ANY (ARRAY['all'::text, 'area'::text, 'language'::text, 'tier'::text])))
);


--
-- Name: quorate_migrations; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.quorate_migrations (
    name text NOT NULL,
    sha256 text NOT NULL,
    applied_at timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: reporters; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.reporters (
    source text NOT NULL,
    reporter text NOT NULL,
    upheld integer DEFAULT 0 NOT NULL,
    dismissed integer DEFAULT 0 NOT NULL
);


--
-- Name: reports; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.reports (
    id uuid NOT NULL,
    case_id uuid NOT NULL,
    subject_id uuid NOT NULL,
    source text NOT NULL,
    key text NOT NULL,
    request_digest bytea NOT NULL,
    kind text NOT NULL,
    reporter text,
    category text NOT NULL,
    body text,
    language text,
    jurisdiction text,
    score double precision,
    evidence jsonb NOT NULL,
    received_at timestamp with time zone NOT NULL,
    words tsvector,
    erased_at timestamp with time zone,
    CONSTRAINT reports_kind_check CHECK ((kind = ANY (ARRAY['report'::text, 'alarm'::text])))
);


--
-- Name: retention_days; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.retention_days (
    kind text NOT NULL,
    day date NOT NULL,
    before timestamp with time zone NOT NULL,
    rows bigint DEFAULT 0 NOT NULL,
    told bigint DEFAULT 0 NOT NULL,
    done boolean DEFAULT false NOT NULL
);


--
-- Name: saved_searches; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.saved_searches (
    id uuid NOT NULL,
    person text NOT NULL,
    team text,
    name text NOT NULL,
    query text NOT NULL,
    saved_at timestamp with time zone NOT NULL,
    CONSTRAINT saved_searches_name_check CHECK (((length(name) >= 1) AND (length(name) <= 60))),
    CONSTRAINT saved_searches_query_check CHECK ((length(query) <= 2000))
);


--
-- Name: scim_users; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.scim_users (
    id uuid NOT NULL,
    source text NOT NULL,
    person text NOT NULL,
    user_name text,
    external_id text,
    resource jsonb,
    stated text[] DEFAULT '{}'::text[] NOT NULL,
    facts jsonb NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    CONSTRAINT scim_users_check CHECK (((user_name IS NULL) = (resource IS NULL)))
);


--
-- Name: second_reviews; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.second_reviews (
    id uuid NOT NULL,
    case_id uuid NOT NULL,
    version integer NOT NULL,
    area text NOT NULL,
    first_by text NOT NULL,
    first_policy text NOT NULL,
    first_action text NOT NULL,
    closed_at timestamp with time zone NOT NULL,
    claimed_by text,
    lease_until timestamp with time zone,
    second_by text,
    second_policy text,
    second_action text,
    answered_at timestamp with time zone
);


--
-- Name: second_reviews_drawn; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.second_reviews_drawn (
    one integer DEFAULT 1 NOT NULL,
    closed_at timestamp with time zone NOT NULL,
    id uuid NOT NULL,
    CONSTRAINT second_reviews_drawn_one_check CHECK ((one = 1))
);


--
-- Name: service_tokens; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.service_tokens (
    mark bytea NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    CONSTRAINT service_tokens_mark_check CHECK ((octet_length(mark) = 32))
);


--
-- Name: sessions; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.sessions (
    id text NOT NULL,
    person text NOT NULL,
    means text NOT NULL,
    key text NOT NULL,
    began_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    CONSTRAINT sessions_id_check CHECK ((id ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT sessions_means_check CHECK ((means = ANY (ARRAY['browser_key'::text, 'provider'::text])))
);


--
-- Name: sign_ins; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.sign_ins (
    issuer text NOT NULL,
    subject text NOT NULL,
    person text NOT NULL,
    linked_at timestamp with time zone NOT NULL,
    salt bytea NOT NULL,
    CONSTRAINT sign_ins_salt_check CHECK ((octet_length(salt) = 32))
);


--
-- Name: signal_banks; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.signal_banks (
    name text NOT NULL,
    algorithm text NOT NULL,
    distance integer NOT NULL,
    area text NOT NULL,
    hashes integer NOT NULL,
    digest text NOT NULL,
    added_by text NOT NULL,
    added_at timestamp with time zone NOT NULL,
    state text NOT NULL,
    moved_by text,
    moved_at timestamp with time zone,
    hits bigint DEFAULT 0 NOT NULL,
    CONSTRAINT signal_banks_algorithm_check CHECK ((algorithm = ANY (ARRAY['pdq'::text, 'phash'::text]))),
    CONSTRAINT signal_banks_check CHECK (((moved_by IS NULL) = (moved_at IS NULL))),
    CONSTRAINT signal_banks_check1 CHECK (((state <> 'live'::text) OR ((moved_by IS NOT NULL) AND (moved_by <> added_by)))),
    CONSTRAINT signal_banks_distance_check CHECK (((distance >= 0) AND (distance <= 31))),
    CONSTRAINT signal_banks_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'live'::text, 'off'::text])))
);


--
-- Name: signal_counts; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.signal_counts (
    name text NOT NULL,
    version integer NOT NULL,
    hits bigint DEFAULT 0 NOT NULL,
    alarms bigint DEFAULT 0 NOT NULL,
    failed bigint DEFAULT 0 NOT NULL
);


--
-- Name: signal_hashes; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.signal_hashes (
    bank text NOT NULL,
    hash bit varying(256) NOT NULL,
    parts integer[] NOT NULL
);


--
-- Name: signal_hits; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.signal_hits (
    name text NOT NULL,
    version integer NOT NULL,
    report_id uuid NOT NULL,
    hit_at timestamp with time zone NOT NULL,
    case_id uuid
);


--
-- Name: signal_hours; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.signal_hours (
    account bytea NOT NULL,
    hour timestamp with time zone NOT NULL,
    reports integer DEFAULT 0 NOT NULL,
    reporters integer DEFAULT 0 NOT NULL,
    alarmed boolean DEFAULT false NOT NULL
);


--
-- Name: signal_media_counts; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.signal_media_counts (
    outcome text NOT NULL,
    reports bigint NOT NULL,
    CONSTRAINT signal_media_counts_outcome_check CHECK ((outcome = ANY (ARRAY['compared'::text, 'left_out'::text, 'no_picture'::text, 'not_decoded'::text, 'not_given'::text, 'too_large'::text, 'unreachable'::text])))
);


--
-- Name: signal_media_queue; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.signal_media_queue (
    report_id uuid NOT NULL,
    due_at timestamp with time zone NOT NULL,
    tries integer DEFAULT 0 NOT NULL
);


--
-- Name: signal_queue; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.signal_queue (
    id bigint NOT NULL,
    report_id uuid NOT NULL
);


--
-- Name: signal_queue_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.signal_queue ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.signal_queue_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: signal_reporters; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.signal_reporters (
    account bytea NOT NULL,
    hour timestamp with time zone NOT NULL,
    reporter bytea NOT NULL
);


--
-- Name: signal_rules; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.signal_rules (
    name text NOT NULL,
    version integer NOT NULL,
    area text NOT NULL,
    expression text NOT NULL,
    written_by text NOT NULL,
    written_at timestamp with time zone NOT NULL,
    state text NOT NULL,
    moved_by text,
    moved_at timestamp with time zone,
    CONSTRAINT signal_rules_check CHECK (((moved_by IS NULL) = (moved_at IS NULL))),
    CONSTRAINT signal_rules_check1 CHECK (((state <> 'live'::text) OR ((moved_by IS NOT NULL) AND (moved_by <> written_by)))),
    CONSTRAINT signal_rules_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'shadow'::text, 'live'::text, 'off'::text]))),
    CONSTRAINT signal_rules_version_check CHECK ((version > 0))
);


--
-- Name: signal_tests; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.signal_tests (
    id uuid NOT NULL,
    name text NOT NULL,
    version integer NOT NULL,
    tested_by text NOT NULL,
    tested_at timestamp with time zone NOT NULL,
    since timestamp with time zone NOT NULL,
    reports integer NOT NULL,
    hits integer NOT NULL,
    failed integer NOT NULL,
    cases integer NOT NULL,
    decided integer NOT NULL,
    actioned integer NOT NULL
);


--
-- Name: signals; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.signals (
    issuer text NOT NULL,
    jti text NOT NULL,
    taken_at timestamp with time zone NOT NULL
);


--
-- Name: skips; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.skips (
    person text NOT NULL,
    case_id uuid NOT NULL,
    reason text NOT NULL,
    until timestamp with time zone NOT NULL
);


--
-- Name: statements_of_reasons; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.statements_of_reasons (
    proposal_id text NOT NULL,
    case_id uuid NOT NULL,
    made_at timestamp with time zone NOT NULL,
    content jsonb NOT NULL,
    queued boolean DEFAULT false NOT NULL
);


--
-- Name: subjects; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.subjects (
    id uuid NOT NULL,
    connector text NOT NULL,
    kind text NOT NULL,
    native text NOT NULL,
    first_seen timestamp with time zone NOT NULL,
    erased_at timestamp with time zone
);


--
-- Name: taken; Type: TABLE; Schema: public; Owner: -
--

CREATE UNLOGGED TABLE public.taken (
    person text NOT NULL,
    after text NOT NULL,
    case_id uuid NOT NULL
);


--
-- Name: tellings; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.tellings (
    proposal_id text NOT NULL,
    token_hash bytea NOT NULL,
    made_at timestamp with time zone NOT NULL,
    delivered_at timestamp with time zone,
    CONSTRAINT tellings_token_hash_check CHECK ((octet_length(token_hash) = 32))
);


--
-- Name: templates; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.templates (
    key smallint NOT NULL,
    policy text NOT NULL,
    action text NOT NULL,
    note text NOT NULL,
    set_by text NOT NULL,
    set_at timestamp with time zone NOT NULL,
    days smallint,
    CONSTRAINT templates_days_check CHECK (((days >= 1) AND (days <= 366))),
    CONSTRAINT templates_key_check CHECK (((key >= 1) AND (key <= 9))),
    CONSTRAINT templates_note_check CHECK ((length(note) <= 200))
);


--
-- Name: trusted_flaggers; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.trusted_flaggers (
    id uuid NOT NULL,
    name text NOT NULL,
    contact text NOT NULL,
    source text,
    domain text,
    awarded_by text NOT NULL,
    areas text NOT NULL,
    since timestamp with time zone NOT NULL,
    until timestamp with time zone,
    suspended text,
    number integer NOT NULL
);


--
-- Data for Name: ahead; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: appeals; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: batch_accounts; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: batches; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: callbacks; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: care; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: case_hands; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.case_hands VALUES ('01a226f6-0245-76f9-bb0b-62d61027009d', 'employee-of-appeals', '2026-11-29 10:59:46.964064+00');
INSERT INTO public.case_hands VALUES ('01a226f6-0245-76f9-bb0b-62d5090570f7', 'employee-of-reviews', '2026-11-29 10:59:47.045623+00');
INSERT INTO public.case_hands VALUES ('01a226f6-0e9f-77ff-8497-a1b05c7a90f4', 'employee-of-reviews', '2026-11-29 10:59:49.696603+00');
INSERT INTO public.case_hands VALUES ('01a226f6-15c8-77ad-922d-6fbf0f05dd93', 'employee-of-appeals', '2026-11-29 10:59:51.520582+00');
INSERT INTO public.case_hands VALUES ('01a226f6-26aa-7190-ab6c-a28c57f519d1', 'employee-of-reviews', '2026-11-29 10:59:55.952628+00');


--
-- Data for Name: case_hours; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.case_hours VALUES ('2026-11-29 10:00:00+00', 'spam', 12, 0);


--
-- Data for Name: case_tags; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: cases; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.cases VALUES ('01a226f6-0245-76f9-bb0b-62d61027009d', '01a226f6-023b-713c-837a-d0d190fbe814', 'open', 'spam', NULL, 2, '2026-11-29 10:59:46.324895+00', 'demo', NULL, NULL, 'employee-of-appeals', '2026-11-29 11:14:46.964064+00', 1, 1, 0, '2026-11-29 10:59:46.324895+00', '2026-11-29 02:59:46.324895+00', 2, 1, 0, 0, false, false, '2026-11-29 11:00:46.516625+00', 'employee-of-appeals', NULL, false, NULL);
INSERT INTO public.cases VALUES ('01a226f6-0245-76f9-bb0b-62d5090570f7', '01a226f6-023b-713c-837a-d0d087988231', 'open', 'spam', NULL, 2, '2026-11-29 10:59:46.324895+00', 'demo', NULL, NULL, 'employee-of-reviews', '2026-11-29 11:14:47.045623+00', 1, 1, 0, '2026-11-29 10:59:46.324895+00', '2026-11-29 02:59:46.324895+00', 2, 1, 0, 0, false, false, '2026-11-29 11:00:46.516625+00', 'employee-of-reviews', NULL, false, NULL);
INSERT INTO public.cases VALUES ('01a226f6-0e9f-77ff-8497-a1b05c7a90f4', '01a226f6-0e9c-779c-941a-16cd64702a04', 'open', 'spam', NULL, 2, '2026-11-29 10:59:49.530754+00', 'demo', NULL, NULL, 'employee-of-reviews', '2026-11-29 11:14:49.696603+00', 1, 1, 0, '2026-11-29 10:59:49.530754+00', '2026-11-29 02:59:49.530754+00', 2, 1, 0, 0, false, false, '2026-11-29 11:00:49.636647+00', 'employee-of-reviews', NULL, false, NULL);
INSERT INTO public.cases VALUES ('01a226f6-15c8-77ad-922d-6fbf0f05dd93', '01a226f6-15c7-74b5-adc6-fefb46193f6b', 'open', 'spam', NULL, 2, '2026-11-29 10:59:51.354985+00', 'demo', NULL, NULL, 'employee-of-appeals', '2026-11-29 11:14:51.520582+00', 1, 1, 0, '2026-11-29 10:59:51.354985+00', '2026-11-29 02:59:51.354985+00', 2, 1, 0, 0, false, false, '2026-11-29 11:00:51.983084+00', 'employee-of-appeals', NULL, false, NULL);
INSERT INTO public.cases VALUES ('01a226f6-112d-7154-ba24-feeac707c9ce', '01a226f6-1127-72e6-a291-9ea34825cedf', 'open', 'spam', NULL, 1, '2026-11-29 10:59:50.173325+00', 'demo', NULL, NULL, NULL, NULL, 0, 2, 0, '2026-11-29 10:59:50.173325+00', '2026-11-29 02:59:50.173325+00', 2, 1, NULL, NULL, false, false, '2026-11-29 11:29:51.001902+00', NULL, NULL, false, NULL);
INSERT INTO public.cases VALUES ('01a226f6-1594-73aa-9acf-4c8967fc76d7', '01a226f6-158b-7383-a61c-70208fd49277', 'open', 'spam', NULL, 1, '2026-11-29 10:59:51.302356+00', 'demo', NULL, NULL, NULL, NULL, 0, 2, 0, '2026-11-29 10:59:51.302356+00', '2026-11-29 02:59:51.302356+00', 2, 1, NULL, NULL, false, false, '2026-11-29 11:29:51.589007+00', NULL, NULL, false, NULL);
INSERT INTO public.cases VALUES ('01a226f6-01ab-739f-a38d-b2873706f4bd', '01a226f6-019d-7198-b35f-043ed0d054f1', 'open', 'spam', NULL, 1, '2026-11-29 10:59:46.18066+00', 'demo', NULL, NULL, NULL, NULL, 0, 3, 0, '2026-11-29 10:59:46.18066+00', '2026-11-29 02:59:46.18066+00', 2, 1, NULL, NULL, false, false, '2026-11-29 11:29:46.516625+00', NULL, NULL, false, NULL);
INSERT INTO public.cases VALUES ('01a226f6-26aa-7190-ab6c-a28c57f519d1', '01a226f6-26a7-779f-8286-074aaec490f5', 'open', 'spam', NULL, 2, '2026-11-29 10:59:55.652123+00', 'demo', NULL, NULL, 'employee-of-reviews', '2026-11-29 11:14:55.952628+00', 1, 1, 0, '2026-11-29 10:59:55.652123+00', '2026-11-29 02:59:55.652123+00', 2, 1, 0, 0, false, false, '2026-11-29 11:00:56.025758+00', 'employee-of-reviews', NULL, false, NULL);
INSERT INTO public.cases VALUES ('01a226f6-0489-724b-a84d-310cf2ab7975', '01a226f6-0481-74d7-9b41-a7f7cab3350f', 'open', 'spam', NULL, 1, '2026-11-29 10:59:46.921207+00', 'demo', NULL, NULL, NULL, NULL, 0, 3, 0, '2026-11-29 10:59:46.921207+00', '2026-11-29 02:59:46.921207+00', 2, 1, NULL, NULL, false, false, '2026-11-29 11:29:47.352418+00', NULL, NULL, false, NULL);
INSERT INTO public.cases VALUES ('01a226f6-0673-7410-8308-6a5bcc1f0862', '01a226f6-066a-7397-a7de-ff6a5e2395b5', 'open', 'spam', NULL, 1, '2026-11-29 10:59:47.422698+00', 'demo', NULL, NULL, NULL, NULL, 0, 3, 0, '2026-11-29 10:59:47.422698+00', '2026-11-29 02:59:47.422698+00', 2, 1, NULL, NULL, false, false, '2026-11-29 11:29:47.948752+00', NULL, NULL, false, NULL);
INSERT INTO public.cases VALUES ('01a226f6-0b29-7108-a8c7-e700e88c4584', '01a226f6-0b15-7616-a4ba-02256113d49c', 'open', 'spam', NULL, 1, '2026-11-29 10:59:48.559613+00', 'demo', NULL, NULL, NULL, NULL, 0, 3, 0, '2026-11-29 10:59:48.559613+00', '2026-11-29 02:59:48.559613+00', 2, 1, NULL, NULL, false, false, '2026-11-29 11:29:48.756194+00', NULL, NULL, false, NULL);
INSERT INTO public.cases VALUES ('01a226f6-0e4a-7304-8120-54273eccf44f', '01a226f6-0e24-734d-a4eb-fde4de9fc9da', 'open', 'spam', NULL, 1, '2026-11-29 10:59:49.377679+00', 'demo', NULL, NULL, NULL, NULL, 0, 3, 0, '2026-11-29 10:59:49.377679+00', '2026-11-29 02:59:49.377679+00', 2, 1, NULL, NULL, false, true, '2026-11-29 11:29:49.636647+00', NULL, NULL, false, NULL);


--
-- Data for Name: delegations; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: drafts; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: enrolments; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: event_cursors; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: export_accounts; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: export_openings; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: exports; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: exposure; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: exposure_clocks; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: exposure_lifts; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: filings; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: handed_appeals; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: hands; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.hands VALUES ('prop_01a226f6079d73948def96805e71b5fc', 'propose', 'employee-of-appeals', '199b9da3f05d7ef0', '\x8e2b25de62d686a2ce1b271bf2ba4157b0b5bf77a46d82372c9587c19024a29a5a844968eac2137a4aa5e8027da9608aaabd016a35e93aa935668be5717ce10b', '2026-11-29 10:59:48.227706+00');
INSERT INTO public.hands VALUES ('prop_01a226f607f072f1b2b31a6d261a7f53', 'propose', 'employee-of-reviews', 'eaf3c4b0cafe57d8', '\xcd1293f3947d6c608f8171ae7a87ff8d55f135ff5dc9e1cda30f706f0979c012fc02b8412c1bae5d68632ed1294ee92c91810403c5574bb807abb11bb9f05c07', '2026-11-29 10:59:48.236792+00');
INSERT INTO public.hands VALUES ('prop_01a226f6079d73948def96805e71b5fc', 'approve', 'employee-of-reviews', 'eaf3c4b0cafe57d8', '\xbc9dd1263fa2156020c6fad07d2d96369477731b6db1daf302c519032ca889bd2c7789ba67eb8bb70f6e5f90b0bc89a3cb21be9cfebf61d5efd8f743f3e77b0a', '2026-11-29 10:59:48.659879+00');
INSERT INTO public.hands VALUES ('prop_01a226f607f072f1b2b31a6d261a7f53', 'approve', 'employee-of-appeals', '199b9da3f05d7ef0', '\x94e982816299f2b86fc380c2cd198c980a4674adf7f42f61a6e3216731950081a07b67a8563d2ccd72678481cf4ec59f80404d34613e06e876072f7516b0410d', '2026-11-29 10:59:48.733265+00');
INSERT INTO public.hands VALUES ('prop_01a226f6132c73ac8c2ccd750fc29b96', 'propose', 'employee-of-reviews', 'eaf3c4b0cafe57d8', '\xc00f9a91914f5ffd6b6cfc4931d919c1571206d50f61cd69e32a8041c64ac35b0bf973a90b4ed060f95f9e57cde1bd6388b50469e2b88ff73028cb7dad5bd408', '2026-11-29 10:59:50.955959+00');
INSERT INTO public.hands VALUES ('prop_01a226f6132c73ac8c2ccd750fc29b96', 'approve', 'employee-of-appeals', '199b9da3f05d7ef0', '\xe97762e5d61047ebbee71a512995530bc97dd7dd398cd23323db218218135b8aa86e15d08136890e7c0dbc37c9d3066c71fb5f92e2f75da6127920cd6d7a6701', '2026-11-29 10:59:51.265666+00');
INSERT INTO public.hands VALUES ('prop_01a226f619a97765922e82938c8fa65a', 'propose', 'employee-of-appeals', '199b9da3f05d7ef0', '\x478616ed0099af376455eb5aa6fc854a146977c5a1878d407509e868a19c7aaf15b9e3ba30a4eafa1ee1c7dcd8ee00a61a611e18c2aa383fd5646637c0982f0b', '2026-11-29 10:59:52.714706+00');
INSERT INTO public.hands VALUES ('prop_01a226f619a97765922e82938c8fa65a', 'approve', 'employee-of-reviews', 'eaf3c4b0cafe57d8', '\x3b3f8fe9bb2b287749bcf6b0d763bb478b299f05819bbf9e87ced0773a074fa3881ef50838f2fb25fe24d805a05a0546068559a4297ba3ae70c0bdbebc73b209', '2026-11-29 10:59:52.951498+00');
INSERT INTO public.hands VALUES ('prop_01a226f62b837447a2693433d3be14d7', 'propose', 'employee-of-reviews', 'eaf3c4b0cafe57d8', '\xf9251f2676489a940522c3f65fd885881a11d0834a0b233b56033dccfc5133fc3b39e01ba80686a40f22a47a925439e583c41be5f2b190492e725113524ddb05', '2026-11-29 10:59:57.175593+00');
INSERT INTO public.hands VALUES ('prop_01a226f62b837447a2693433d3be14d7', 'approve', 'employee-of-appeals', '199b9da3f05d7ef0', '\xf645e3763d4c93cd50cd817f2a7b1acd60f12641bcbbfe0aef74be24ead9992daf67f9392141802605b240be143749fb58e21222d206b47bedb82c6d50b2330d', '2026-11-29 10:59:57.302831+00');


--
-- Data for Name: holds; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: inbox; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: kept_values; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: labels; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: ledger_published; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.ledger_published VALUES (true, 48, '\xff39d6fb1512c411433675c44c4a6f90003b261b4d8a9dc60572105a76786b1c');


--
-- Data for Name: ledger_queue; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.ledger_queue OVERRIDING SYSTEM VALUE VALUES (1, '\x7b226174223a22323032362d31312d32395431303a35383a33372e3231365a222c226174746573746564223a22736f75726365222c226279223a22666f756e64657273222c22636f756e746572223a6e756c6c2c2264617461223a7b2267656e65736973223a7b22617574686f72697479223a2262303833623762336161636164303164393663303062616533326235303832313531623162326534376337643561303534313935386463333465346137323432222c22636c695f617070726f766573223a747275652c22636f6e6e6563746f7273223a5b226d61747269783a6661696c6f7665722e6c6f63616c686f7374225d2c22636f7369676e6572223a226661696c6f7665722e6c6f63616c686f73742f636c6f636b2b31393732333939352b424946326b414f496542356a45303036423041536564706242434b4f56442b55493942584a2f376533565855222c226566666563746f7273223a5b7b226e616d65223a226566666563746f722d31222c227075626c6963223a2264666662633939333138346339383365336636613832316138373134346637373334646235653766666337663037313363326332633266333666613836636164227d5d2c22666f756e64657273223a5b7b226964223a22666f756e6465722d6f662d70726f64756374222c226d616e61676572223a22626f617264222c227075626c6963223a2233323433666465666135616135386331336638666133326462366636636635623161343939306131383935363139613635373830656663333738363665353430222c227465616d223a2270726f64756374227d2c7b226964223a22666f756e6465722d6f662d736166657479222c226d616e61676572223a226368616972222c227075626c6963223a2264653363366463316537313066616636616336356231313565643133353735313434613066376430303863643233323331363134343264633430346463653062222c227465616d223a22736166657479227d2c7b226964223a22666f756e6465722d6f662d6c6177222c226d616e61676572223a22626f617264222c227075626c6963223a2233653137666131643136353831373835383062336363623136303962306239613264386130373936396333383562373534346130306431303438313132323637222c227465616d223a226c6177227d5d2c226c6f67223a226661696c6f7665722e6c6f63616c686f73742f6c65646765722b65393637373535662b41513471447173703938503958546961574752417475474236444553756d504348526b45473256685a577964222c226f726967696e73223a5b22687474703a2f2f7369676e2e6c6f63616c686f73743a3332373737225d2c227769746e657373223a2271756f72756d206e6f6e65227d2c227369676e617475726573223a5b7b22706572736f6e223a22666f756e6465722d6f662d70726f64756374222c22736967223a226230663131613132663063643166643561326430396566366635663631313064363063353064383938343162323562323331396365666138303934623966353634633661363362653237323839393036623036313939323630333064373837383938643835306235376331313935363235646630353237633539376134323062227d2c7b22706572736f6e223a22666f756e6465722d6f662d736166657479222c22736967223a223965663932303161313033663064616661643038633461376163306530303564636439346537666339636666613537323965663562303836333931386232373233666237623333353134666335306435326262663139333962636130666463383865346665313761373432653936613238333335316265333431323864663030227d2c7b22706572736f6e223a22666f756e6465722d6f662d6c6177222c22736967223a223330363830666663373863363332643038383736643466363930653531356436393838376364396437323739346631353739376537396462653835636633393963383839653534636331346465623961333861383335366162626466653535666466643536396239646563643431366634386437343536633439306661333066227d5d7d2c226576656e74223a2267656e65736973222c226b6579223a22222c22736967223a22222c2276223a317d', 'founders', NULL, 0);
INSERT INTO public.ledger_queue OVERRIDING SYSTEM VALUE VALUES (2, '\x7b226174223a22323032362d31312d32395431303a35393a30362e3231385a222c226174746573746564223a22736f75726365222c226279223a22666f756e6465722d6f662d6c61772c666f756e6465722d6f662d70726f647563742c666f756e6465722d6f662d736166657479222c22636f756e746572223a6e756c6c2c2264617461223a7b226368616e6765223a7b22636861726765223a2270656f706c65222c22636f6e74656e74223a7b2270656f706c65223a5b7b226163636f756e7473223a5b5d2c22636f6e74726163745f656e64223a6e756c6c2c22656d706c6f796d656e74223a22636f6e74726163746f72222c226964223a22636f6e74726163746f722d6f6e2d6c6173742d646179222c226b657973223a5b7b226368616e6e656c223a22636c69222c227075626c6963223a2237393535306333343435336662363062323634646464646161626163613134333833656236653966356136636635643065653761663837396130653334623031227d5d2c226c616e677561676573223a5b22656e225d2c226c6173745f776f726b696e675f646179223a22323032362d31312d3239222c226c6f636b6564223a66616c73652c226d616e61676572223a226c6561642d6f662d7265706f727473222c22726f6c6573223a5b227265766965776572225d2c227368696674223a7b2264617973223a5b312c322c332c342c352c362c375d2c22656e6473223a2231353a3538222c22737461727473223a2230363a3030227d2c227465616d223a227265706f727473222c22747261696e696e67223a5b22707269766174652d64617461222c2270726f7465637465642d6163636f756e7473225d2c2276656e646f72223a226167656e6379222c227a6f6e65223a224574632f474d542d34227d2c7b226163636f756e7473223a5b5d2c22636f6e74726163745f656e64223a6e756c6c2c22656d706c6f796d656e74223a22636f6e74726163746f72222c226964223a227365636f6e642d636f6e74726163746f72222c226b657973223a5b7b226368616e6e656c223a22636c69222c227075626c6963223a2235343862633338393663363731613763656535663466653830656432303165626330343536643134626632626539643964633961363032306236656165376539227d5d2c226c616e677561676573223a5b22656e225d2c226c6173745f776f726b696e675f646179223a6e756c6c2c226c6f636b6564223a66616c73652c226d616e61676572223a226c6561642d6f662d7265706f727473222c22726f6c6573223a5b227265766965776572225d2c227368696674223a7b2264617973223a5b312c322c332c342c352c362c375d2c22656e6473223a2232333a3539222c22737461727473223a2230303a3030227d2c227465616d223a227265706f727473222c22747261696e696e67223a5b22707269766174652d64617461222c2270726f7465637465642d6163636f756e7473225d2c2276656e646f72223a226167656e6379222c227a6f6e65223a224574632f474d542d34227d2c7b226163636f756e7473223a5b5d2c22636f6e74726163745f656e64223a6e756c6c2c22656d706c6f796d656e74223a22656d706c6f796565222c226964223a22656d706c6f7965652d6f662d72657669657773222c226b657973223a5b7b226368616e6e656c223a22636c69222c227075626c6963223a2261343338343436626532396238346433373037396364326533313364336234373131613833663234363032303539636263383432623261633463633436646634227d5d2c226c616e677561676573223a5b22656e225d2c226c6173745f776f726b696e675f646179223a6e756c6c2c226c6f636b6564223a66616c73652c226d616e61676572223a226c6561642d6f662d72657669657773222c22726f6c6573223a5b227265766965776572225d2c227368696674223a7b2264617973223a5b312c322c332c342c352c362c375d2c22656e6473223a2232333a3539222c22737461727473223a2230303a3030227d2c227465616d223a2272657669657773222c22747261696e696e67223a5b22707269766174652d64617461222c2270726f7465637465642d6163636f756e7473225d2c2276656e646f72223a6e756c6c2c227a6f6e65223a224574632f474d542d34227d2c7b226163636f756e7473223a5b5d2c22636f6e74726163745f656e64223a6e756c6c2c22656d706c6f796d656e74223a22656d706c6f796565222c226964223a22656d706c6f7965652d6f662d61707065616c73222c226b657973223a5b7b226368616e6e656c223a22636c69222c227075626c6963223a2265346336636330373038666264663961313133306562366432663531316138346166336565313862356439613835313366313531346434383965616333646563227d5d2c226c616e677561676573223a5b22656e225d2c226c6173745f776f726b696e675f646179223a6e756c6c2c226c6f636b6564223a66616c73652c226d616e61676572223a226c6561642d6f662d61707065616c73222c22726f6c6573223a5b227265766965776572225d2c227368696674223a7b2264617973223a5b312c322c332c342c352c362c375d2c22656e6473223a2232333a3539222c22737461727473223a2230303a3030227d2c227465616d223a2261707065616c73222c22747261696e696e67223a5b22707269766174652d64617461222c2270726f7465637465642d6163636f756e7473225d2c2276656e646f72223a6e756c6c2c227a6f6e65223a224574632f474d542d34227d2c7b226163636f756e7473223a5b5d2c22636f6e74726163745f656e64223a6e756c6c2c22656d706c6f796d656e74223a22656d706c6f796565222c226964223a22656d706c6f7965652d6f6e2d63616c6c222c226b657973223a5b7b226368616e6e656c223a22636c69222c227075626c6963223a2238653366393839396261353863353537333034363065333963613061326438383431346133373232346565366463613561323766323033663137383536376665227d5d2c226c616e677561676573223a5b22656e225d2c226c6173745f776f726b696e675f646179223a6e756c6c2c226c6f636b6564223a66616c73652c226d616e61676572223a226c6561642d6f662d6f7065726174696f6e73222c22726f6c6573223a5b226f6e5f63616c6c225d2c227368696674223a7b2264617973223a5b312c322c332c342c352c362c375d2c22656e6473223a2232333a3539222c22737461727473223a2230303a3030227d2c227465616d223a226f7065726174696f6e73222c22747261696e696e67223a5b22707269766174652d64617461222c2270726f7465637465642d6163636f756e7473225d2c2276656e646f72223a6e756c6c2c227a6f6e65223a224574632f474d542d34227d2c7b226163636f756e7473223a5b5d2c22636f6e74726163745f656e64223a6e756c6c2c22656d706c6f796d656e74223a22656d706c6f796565222c226964223a226c6561642d6f662d72657669657773222c226b657973223a5b7b226368616e6e656c223a22636c69222c227075626c6963223a2233653238346137363161363537336661633039663762373837396637326265326261653437666462303066323264646265333634346539626264653463353836227d5d2c226c616e677561676573223a5b22656e225d2c226c6173745f776f726b696e675f646179223a6e756c6c2c226c6f636b6564223a66616c73652c226d616e61676572223a22686561642d6f662d736166657479222c22726f6c6573223a5b226c656164225d2c227368696674223a7b2264617973223a5b312c322c332c342c352c362c375d2c22656e6473223a2232333a3539222c22737461727473223a2230303a3030227d2c227465616d223a2272657669657773222c22747261696e696e67223a5b22707269766174652d64617461222c2270726f7465637465642d6163636f756e7473225d2c2276656e646f72223a6e756c6c2c227a6f6e65223a224574632f474d542d34227d5d7d2c2267656e65736973223a2230613735303263336231353933346666653862663237303166336164373531623230656138346461393738373535303063376632623063383438336465353964222c226e756d626572223a317d2c227369676e617475726573223a5b7b22706572736f6e223a22666f756e6465722d6f662d70726f64756374222c22736967223a223432336237383439316432363664383338356664376465386335653266316464363135376361363831376663313536313865613063663262613137356439653033303532633733346234323735616638633933376131356461393036623763613139633536623531316161313630613838306632666139636234356536613062227d2c7b22706572736f6e223a22666f756e6465722d6f662d736166657479222c22736967223a226234383834333566633762353036653933623364353261333834653931343033396464303235303430353232656563666139623864616665386431336563363039393862356466333539353563323135663866663763616566643863616637316539343136363831303632393666303735643762613638356339646638383038227d2c7b22706572736f6e223a22666f756e6465722d6f662d6c6177222c22736967223a226162353463383834366462343130623564613534333639653462613036613437663734333136623464613133633864356432643235313534623164356635353665643166326634306365366239336631326462366364663562643432626564366633393834396662306236366666303332653461333634383864323262363031227d5d7d2c226576656e74223a2270656f706c653a6368616e676564222c226b6579223a22222c22736967223a22222c2276223a317d', 'founder-of-law,founder-of-product,founder-of-safety', NULL, 1);
INSERT INTO public.ledger_queue OVERRIDING SYSTEM VALUE VALUES (14, '\x7b226174223a22323032362d31312d32395431303a35393a34382e3635395a222c226174746573746564223a22706572736f6e222c226279223a22656d706c6f7965652d6f662d72657669657773222c22636f756e746572223a6e756c6c2c2264617461223a7b226b6579223a2265616633633462306361666535376438222c2270726f706f73616c223a2270726f705f3031613232366636303739643733393438646566393638303565373162356663222c22736967223a226263396464313236336661323135363032306336666164303764326439363336393437373733316236646231646166333032633531393033326361383839626432633737383962613637656238626237306636653566393062306263383961336362323162653963666562663631643565666438663734336633653737623061222c227369676e6572223a22656d706c6f7965652d6f662d72657669657773227d2c226576656e74223a2270726f706f73616c3a617070726f766564222c226b6579223a2265616633633462306361666535376438222c22736967223a22222c2276223a317d', 'employee-of-reviews', NULL, 13);
INSERT INTO public.ledger_queue OVERRIDING SYSTEM VALUE VALUES (16, '\x7b226174223a22323032362d31312d32395431303a35393a34382e3934395a222c226174746573746564223a2270726f63657373222c226279223a226566666563746f722d31222c22636f756e746572223a312c2264617461223a7b22616374696f6e223a2273757370656e64222c2268616e6473223a5b22656d706c6f7965652d6f662d61707065616c73225d2c22696e7665727365223a2231333664363163373963616131326263336666336538643732333130616133323632303134393638366431613534343565633934663837333033393038376239222c2270726f706f73616c223a2270726f705f3031613232366636303739643733393438646566393638303565373162356663222c2274696572223a307d2c226576656e74223a226566666563743a696e74656e646564222c226b6579223a2230636266383732626138356463333435222c22736967223a226432633935653561633362356633313362333664653062343965663261316434633538656133343566653235336637326665613866303630636432343430323637396434353031383833623630643261343964383736613861626661386364353039323862343139323065393730343733623530623766353061326164613031222c2276223a317d', 'effector-1/bdcf4152a677d758', 1, 15);
INSERT INTO public.ledger_queue OVERRIDING SYSTEM VALUE VALUES (18, '\x7b226174223a22323032362d31312d32395431303a35393a34392e3533305a222c226174746573746564223a2270726f63657373222c226279223a22776562222c22636f756e746572223a6e756c6c2c2264617461223a7b2261726561223a227370616d222c226279223a2264656d6f222c2263617365223a22636173655f3031613232366636306539663737666638343937613162303563376139306634222c226c616e6775616765223a6e756c6c2c227375626a656374223a227375626a5f3031613232366636306539633737396339343161313663643634373032613034227d2c226576656e74223a22636173653a6f70656e6564222c226b6579223a22222c22736967223a22222c2276223a317d', 'web', NULL, 17);
INSERT INTO public.ledger_queue OVERRIDING SYSTEM VALUE VALUES (19, '\x7b226174223a22323032362d31312d32395431303a35393a34392e3639365a222c226174746573746564223a2270726f63657373222c226279223a22776562222c22636f756e746572223a6e756c6c2c2264617461223a7b2261737369676e6572223a22656d706c6f7965652d6f662d72657669657773222c226279223a22656d706c6f7965652d6f662d72657669657773222c2263617365223a22636173655f3031613232366636306539663737666638343937613162303563376139306634222c2266656e6365223a312c22756e74696c223a22323032362d31312d32395431313a31343a34392e3639365a222c2276657273696f6e223a327d2c226576656e74223a22636173653a636c61696d6564222c226b6579223a22222c22736967223a22222c2276223a317d', 'web', NULL, 18);
INSERT INTO public.ledger_queue OVERRIDING SYSTEM VALUE VALUES (20, '\x7b226174223a22323032362d31312d32395431303a35393a35302e3137335a222c226174746573746564223a2270726f63657373222c226279223a22776562222c22636f756e746572223a6e756c6c2c2264617461223a7b2261726561223a227370616d222c226279223a2264656d6f222c2263617365223a22636173655f3031613232366636313132643731353462613234666565616337303763396365222c226c616e6775616765223a6e756c6c2c227375626a656374223a227375626a5f3031613232366636313132373732653661323931396561333438323563656466227d2c226576656e74223a22636173653a6f70656e6564222c226b6579223a22222c22736967223a22222c2276223a317d', 'web', NULL, 19);
INSERT INTO public.ledger_queue OVERRIDING SYSTEM VALUE VALUES (21, '\x7b226174223a22323032362d31312d32395431303a35393a35302e3538355a222c226174746573746564223a2270726f63657373222c226279223a226566666563746f722d31222c22636f756e746572223a322c2264617461223a7b2270726f706f73616c223a2270726f705f3031613232366636303739643733393438646566393638303565373162356663227d2c226576656e74223a226566666563743a646f6e65222c226b6579223a2230636266383732626138356463333435222c22736967223a223635616434663439663930646330343936353663336237643230626433336431633830333934613331383237653563393234333635646363616135636462366134363831343138626630316639303338326462386164386464313835343831396231306531353564663330346462303631656163633861643230616135333063222c2276223a317d', 'effector-1/bdcf4152a677d758', 2, 20);
INSERT INTO public.ledger_queue OVERRIDING SYSTEM VALUE VALUES (22, '\x7b226174223a22323032362d31312d32395431303a35393a35302e3934365a222c226174746573746564223a2270726f63657373222c226279223a226566666563746f722d31222c22636f756e746572223a332c2264617461223a7b22616374696f6e223a2273757370656e64222c2268616e6473223a5b22656d706c6f7965652d6f662d72657669657773222c22656d706c6f7965652d6f662d61707065616c73225d2c22696e7665727365223a2261396232363461353661333233356232373031383532363865313164303466383765643033373533333761653866653331346232326563656432326436323834222c2270726f706f73616c223a2270726f705f3031613232366636303766303732663162326233316136643236316137663533222c2274696572223a307d2c226576656e74223a226566666563743a696e74656e646564222c226b6579223a2230636266383732626138356463333435222c22736967223a223961636433393335663939613962373434313463623565613838633935393535373835323439623834383263613065363938303261366237626532353461363838306463633336643663633663396535336164383035393266653162656437616637333337646265626531313931656433373133373330356665633261633038222c2276223a317d', 'effector-1/bdcf4152a677d758', 3, 21);
INSERT INTO public.ledger_queue OVERRIDING SYSTEM VALUE VALUES (24, '\x7b226174223a22323032362d31312d32395431303a35393a35312e3236355a222c226174746573746564223a22706572736f6e222c226279223a22656d706c6f7965652d6f662d61707065616c73222c22636f756e746572223a6e756c6c2c2264617461223a7b226b6579223a2231393962396461336630356437656630222c2270726f706f73616c223a2270726f705f3031613232366636313332633733616338633263636437353066633239623936222c22736967223a226539373736326535643631303437656262656537316135313239393535333062633937646437646433393863643233333233646232313832313831333562386161383665313564303831333638393065376330646263333763396433303636633731666235663932653266373564613631323739323063643664376136373031222c227369676e6572223a22656d706c6f7965652d6f662d61707065616c73227d2c226576656e74223a2270726f706f73616c3a617070726f766564222c226b6579223a2231393962396461336630356437656630222c22736967223a22222c2276223a317d', 'employee-of-appeals', NULL, 23);
INSERT INTO public.ledger_queue OVERRIDING SYSTEM VALUE VALUES (25, '\x7b226174223a22323032362d31312d32395431303a35393a35312e3330325a222c226174746573746564223a2270726f63657373222c226279223a22776562222c22636f756e746572223a6e756c6c2c2264617461223a7b2261726561223a227370616d222c226279223a2264656d6f222c2263617365223a22636173655f3031613232366636313539343733616139616366346338393637666337366437222c226c616e6775616765223a6e756c6c2c227375626a656374223a227375626a5f3031613232366636313538623733383361363163373032303866643439323737227d2c226576656e74223a22636173653a6f70656e6564222c226b6579223a22222c22736967223a22222c2276223a317d', 'web', NULL, 24);
INSERT INTO public.ledger_queue OVERRIDING SYSTEM VALUE VALUES (27, '\x7b226174223a22323032362d31312d32395431303a35393a35312e3532305a222c226174746573746564223a2270726f63657373222c226279223a22776562222c22636f756e746572223a6e756c6c2c2264617461223a7b2261737369676e6572223a22656d706c6f7965652d6f662d61707065616c73222c226279223a22656d706c6f7965652d6f662d61707065616c73222c2263617365223a22636173655f3031613232366636313563383737616439323264366662663066303564643933222c2266656e6365223a312c22756e74696c223a22323032362d31312d32395431313a31343a35312e3532305a222c2276657273696f6e223a327d2c226576656e74223a22636173653a636c61696d6564222c226b6579223a22222c22736967223a22222c2276223a317d', 'web', NULL, 26);
INSERT INTO public.ledger_queue OVERRIDING SYSTEM VALUE VALUES (3, '\x7b226174223a22323032362d31312d32395431303a35393a30362e3434305a222c226174746573746564223a22736f75726365222c226279223a22666f756e6465722d6f662d6c61772c666f756e6465722d6f662d70726f647563742c666f756e6465722d6f662d736166657479222c22636f756e746572223a6e756c6c2c2264617461223a7b226368616e6765223a7b22636861726765223a22706f6c6963696573222c22636f6e74656e74223a7b22706f6c6963696573223a5b7b22616374696f6e73223a5b226e6f5f76696f6c6174696f6e222c227761726e222c2272656d6f76655f636f6e74656e74222c2273757370656e64222c226c6f636b222c2264656163746976617465225d2c2261726561223a226861726173736d656e74222c226964223a226861726173736d656e74222c22696e746572696d223a227761726e222c227365766572697479223a332c2274657874223a225461726765746564206162757365206f66206120706572736f6e2c20746872656174732c206f722063616c6c696e67206f6e206f746865727320746f20646f2069742e204c6f6f6b2061742074686520746872656164206265666f726520616e642061667465722e20412066697273742c206d696c642063617365206973207761726e65642e205265706561746564206f72206772617665206162757365206d616b657320746865206163636f756e7420726561642d6f6e6c79207768696c65206974206c617374732e222c2276657273696f6e223a317d2c7b22616374696f6e73223a5b226e6f5f76696f6c6174696f6e222c227761726e222c2272656d6f76655f636f6e74656e74222c2273757370656e64222c2264656163746976617465225d2c2261726561223a227370616d222c226964223a227370616d222c227365766572697479223a322c2274657874223a2242756c6b206f7220646563657074697665206d657373616765732074686174206e6f626f64792061736b656420666f722e204175746f6d61746564206163636f756e74732074686174207772697465206f6e6c792073756368206d65737361676573206d617920626520636c6f7365642e222c2276657273696f6e223a317d5d7d2c2267656e65736973223a2230613735303263336231353933346666653862663237303166336164373531623230656138346461393738373535303063376632623063383438336465353964222c226e756d626572223a327d2c227369676e617475726573223a5b7b22706572736f6e223a22666f756e6465722d6f662d70726f64756374222c22736967223a226165333666646264333637616561363239353062333839653231323562343434646164326138356331393534353266366366373031636363326361383165613736366562353237353731666434366265656331643132633432356663653466343833353239373937626538653630353638646264363061396665623730393062227d2c7b22706572736f6e223a22666f756e6465722d6f662d736166657479222c22736967223a223234363731616564643461346635653431383430373830376436333037356130343339653835343335633335653030303035346435383737646666303839343632383737613732383437373264333033386432313530303639343433386366303566653566306361643433353364326336616465653566666264313365643032227d2c7b22706572736f6e223a22666f756e6465722d6f662d6c6177222c22736967223a223839623334366361386432313231313764353862393633646438333938666634363433636264326430323365613065363335663464366266353830653634346339653563396339646231396565636465316265323335306235626266303261363237393531303563633334346161646436646363663263383561366634303037227d5d7d2c226576656e74223a22706f6c69636965733a6368616e676564222c226b6579223a22222c22736967223a22222c2276223a317d', 'founder-of-law,founder-of-product,founder-of-safety', NULL, 2);
INSERT INTO public.ledger_queue OVERRIDING SYSTEM VALUE VALUES (4, '\x7b226174223a22323032362d31312d32395431303a35393a34362e3138305a222c226174746573746564223a2270726f63657373222c226279223a22776562222c22636f756e746572223a6e756c6c2c2264617461223a7b2261726561223a227370616d222c226279223a2264656d6f222c2263617365223a22636173655f3031613232366636303161623733396661333864623238373337303666346264222c226c616e6775616765223a6e756c6c2c227375626a656374223a227375626a5f3031613232366636303139643731393862333566303433656430643035346631227d2c226576656e74223a22636173653a6f70656e6564222c226b6579223a22222c22736967223a22222c2276223a317d', 'web', NULL, 3);
INSERT INTO public.ledger_queue OVERRIDING SYSTEM VALUE VALUES (5, '\x7b226174223a22323032362d31312d32395431303a35393a34362e3332345a222c226174746573746564223a2270726f63657373222c226279223a22776562222c22636f756e746572223a6e756c6c2c2264617461223a7b2261726561223a227370616d222c226279223a2264656d6f222c2263617365223a22636173655f3031613232366636303234353736663962623062363264353039303537306637222c226c616e6775616765223a6e756c6c2c227375626a656374223a227375626a5f3031613232366636303233623731336338333761643064303837393838323331227d2c226576656e74223a22636173653a6f70656e6564222c226b6579223a22222c22736967223a22222c2276223a317d', 'web', NULL, 4);
INSERT INTO public.ledger_queue OVERRIDING SYSTEM VALUE VALUES (6, '\x7b226174223a22323032362d31312d32395431303a35393a34362e3332345a222c226174746573746564223a2270726f63657373222c226279223a22776562222c22636f756e746572223a6e756c6c2c2264617461223a7b2261726561223a227370616d222c226279223a2264656d6f222c2263617365223a22636173655f3031613232366636303234353736663962623062363264363130323730303964222c226c616e6775616765223a6e756c6c2c227375626a656374223a227375626a5f3031613232366636303233623731336338333761643064313930666265383134227d2c226576656e74223a22636173653a6f70656e6564222c226b6579223a22222c22736967223a22222c2276223a317d', 'web', NULL, 5);
INSERT INTO public.ledger_queue OVERRIDING SYSTEM VALUE VALUES (7, '\x7b226174223a22323032362d31312d32395431303a35393a34362e3932315a222c226174746573746564223a2270726f63657373222c226279223a22776562222c22636f756e746572223a6e756c6c2c2264617461223a7b2261726561223a227370616d222c226279223a2264656d6f222c2263617365223a22636173655f3031613232366636303438393732346261383464333130636632616237393735222c226c616e6775616765223a6e756c6c2c227375626a656374223a227375626a5f3031613232366636303438313734643739623431613766376361623333353066227d2c226576656e74223a22636173653a6f70656e6564222c226b6579223a22222c22736967223a22222c2276223a317d', 'web', NULL, 6);
INSERT INTO public.ledger_queue OVERRIDING SYSTEM VALUE VALUES (8, '\x7b226174223a22323032362d31312d32395431303a35393a34362e3936345a222c226174746573746564223a2270726f63657373222c226279223a22776562222c22636f756e746572223a6e756c6c2c2264617461223a7b2261737369676e6572223a22656d706c6f7965652d6f662d61707065616c73222c226279223a22656d706c6f7965652d6f662d61707065616c73222c2263617365223a22636173655f3031613232366636303234353736663962623062363264363130323730303964222c2266656e6365223a312c22756e74696c223a22323032362d31312d32395431313a31343a34362e3936345a222c2276657273696f6e223a327d2c226576656e74223a22636173653a636c61696d6564222c226b6579223a22222c22736967223a22222c2276223a317d', 'web', NULL, 7);
INSERT INTO public.ledger_queue OVERRIDING SYSTEM VALUE VALUES (9, '\x7b226174223a22323032362d31312d32395431303a35393a34372e3034355a222c226174746573746564223a2270726f63657373222c226279223a22776562222c22636f756e746572223a6e756c6c2c2264617461223a7b2261737369676e6572223a22656d706c6f7965652d6f662d72657669657773222c226279223a22656d706c6f7965652d6f662d72657669657773222c2263617365223a22636173655f3031613232366636303234353736663962623062363264353039303537306637222c2266656e6365223a312c22756e74696c223a22323032362d31312d32395431313a31343a34372e3034355a222c2276657273696f6e223a327d2c226576656e74223a22636173653a636c61696d6564222c226b6579223a22222c22736967223a22222c2276223a317d', 'web', NULL, 8);
INSERT INTO public.ledger_queue OVERRIDING SYSTEM VALUE VALUES (10, '\x7b226174223a22323032362d31312d32395431303a35393a34372e3432325a222c226174746573746564223a2270726f63657373222c226279223a22776562222c22636f756e746572223a6e756c6c2c2264617461223a7b2261726561223a227370616d222c226279223a2264656d6f222c2263617365223a22636173655f3031613232366636303637333734313038333038366135626363316630383632222c226c616e6775616765223a6e756c6c2c227375626a656374223a227375626a5f3031613232366636303636613733393761376465666636613565323339356235227d2c226576656e74223a22636173653a6f70656e6564222c226b6579223a22222c22736967223a22222c2276223a317d', 'web', NULL, 9);
INSERT INTO public.ledger_queue OVERRIDING SYSTEM VALUE VALUES (11, '\x7b226174223a22323032362d31312d32395431303a35393a34382e3232375a222c226174746573746564223a22706572736f6e222c226279223a22656d706c6f7965652d6f662d61707065616c73222c22636f756e746572223a6e756c6c2c2264617461223a7b226b6579223a2231393962396461336630356437656630222c22736967223a223865326232356465363264363836613263653162323731626632626134313537623062356266373761343664383233373263393538376331393032346132396135613834343936386561633231333761346161356538303237646139363038616161626430313661333565393361613933353636386265353731376365313062222c2273746174656d656e74223a7b22616374696f6e223a2273757370656e64222c22617070726f76655f6279223a22323032362d31312d33305431303a35393a34372e3734315a222c2263617365223a7b2261737369676e6572223a22736572766963653a7175657565222c2263726561746f72223a2264656d6f222c226964223a22636173655f3031613232366636303234353736663962623062363264363130323730303964227d2c22636f6e6e6563746f72223a226d61747269783a6661696c6f7665722e6c6f63616c686f7374222c2265766964656e6365223a2236336164363833346335613661373762363635623061623539633137313162333065313832303864656131633364313631353430663533616564666662303139222c22657865637574655f6279223a22323032362d31312d33305431313a35393a34372e3734315a222c2267656e65736973223a2230613735303263336231353933346666653862663237303166336164373531623230656138346461393738373535303063376632623063383438336465353964222c226b696e64223a2270726f706f7365222c226e6f6e6365223a2230643337353035636233383164653739376231636531353336353165636139396434343630386463316537346461653866653738656139383530336432663935222c22706172616d6574657273223a7b7d2c22706f6c696379223a2266353462653165323538663062636466613830636438326363643761656132393431303434326261633130653366663933393063623664623436383863386265222c2270726f706f73616c223a2270726f705f3031613232366636303739643733393438646566393638303565373162356663222c227265706f7274657273223a2231383562616339663835363930663731333838323133343132656136306430626635613530313032333065383262623966616362393038663035313961363934222c227369676e6572223a22656d706c6f7965652d6f662d61707065616c73222c22736c6f74223a2270726f706f736572222c22746172676574223a7b226b696e64223a226163636f756e74222c22726566223a223231767544656b797037755f38687a46784b4d676131772d62514243554b34395965716c4d783851436867227d2c2274696572223a307d7d2c226576656e74223a2270726f706f73616c3a6f70656e6564222c226b6579223a2231393962396461336630356437656630222c22736967223a22222c2276223a317d', 'employee-of-appeals', NULL, 10);
INSERT INTO public.ledger_queue OVERRIDING SYSTEM VALUE VALUES (12, '\x7b226174223a22323032362d31312d32395431303a35393a34382e3233365a222c226174746573746564223a22706572736f6e222c226279223a22656d706c6f7965652d6f662d72657669657773222c22636f756e746572223a6e756c6c2c2264617461223a7b226b6579223a2265616633633462306361666535376438222c22736967223a226364313239336633393437643663363038663831373161653761383766663864353566313335666635646339653163646133306637303666303937396330313266633032623834313263316261653564363836333265643132393465653932633931383130343033633535373462623830376162623131626239663035633037222c2273746174656d656e74223a7b22616374696f6e223a2273757370656e64222c22617070726f76655f6279223a22323032362d31312d33305431303a35393a34372e3832345a222c2263617365223a7b2261737369676e6572223a22736572766963653a7175657565222c2263726561746f72223a2264656d6f222c226964223a22636173655f3031613232366636303234353736663962623062363264353039303537306637227d2c22636f6e6e6563746f72223a226d61747269783a6661696c6f7665722e6c6f63616c686f7374222c2265766964656e6365223a2237326362366136346264396233386634363336326564323533326539616362316165303365626462656331623632626239613862653134353431656162306532222c22657865637574655f6279223a22323032362d31312d33305431313a35393a34372e3832345a222c2267656e65736973223a2230613735303263336231353933346666653862663237303166336164373531623230656138346461393738373535303063376632623063383438336465353964222c226b696e64223a2270726f706f7365222c226e6f6e6365223a2262646561666563376532353236343237323536356336313933303861393461363431333836633336353638626233643336366165656263323564363934313332222c22706172616d6574657273223a7b7d2c22706f6c696379223a2266353462653165323538663062636466613830636438326363643761656132393431303434326261633130653366663933393063623664623436383863386265222c2270726f706f73616c223a2270726f705f3031613232366636303766303732663162326233316136643236316137663533222c227265706f7274657273223a2231383562616339663835363930663731333838323133343132656136306430626635613530313032333065383262623966616362393038663035313961363934222c227369676e6572223a22656d706c6f7965652d6f662d72657669657773222c22736c6f74223a2270726f706f736572222c22746172676574223a7b226b696e64223a226163636f756e74222c22726566223a223159645533484e46306d327a454955734d496c4d49764c6f525565597a346a4d776d58694649596f695463227d2c2274696572223a307d7d2c226576656e74223a2270726f706f73616c3a6f70656e6564222c226b6579223a2265616633633462306361666535376438222c22736967223a22222c2276223a317d', 'employee-of-reviews', NULL, 11);
INSERT INTO public.ledger_queue OVERRIDING SYSTEM VALUE VALUES (13, '\x7b226174223a22323032362d31312d32395431303a35393a34382e3535395a222c226174746573746564223a2270726f63657373222c226279223a22776562222c22636f756e746572223a6e756c6c2c2264617461223a7b2261726561223a227370616d222c226279223a2264656d6f222c2263617365223a22636173655f3031613232366636306232393731303861386337653730306538386334353834222c226c616e6775616765223a6e756c6c2c227375626a656374223a227375626a5f3031613232366636306231353736313661346261303232353631313364343963227d2c226576656e74223a22636173653a6f70656e6564222c226b6579223a22222c22736967223a22222c2276223a317d', 'web', NULL, 12);
INSERT INTO public.ledger_queue OVERRIDING SYSTEM VALUE VALUES (15, '\x7b226174223a22323032362d31312d32395431303a35393a34382e3733335a222c226174746573746564223a22706572736f6e222c226279223a22656d706c6f7965652d6f662d61707065616c73222c22636f756e746572223a6e756c6c2c2264617461223a7b226b6579223a2231393962396461336630356437656630222c2270726f706f73616c223a2270726f705f3031613232366636303766303732663162326233316136643236316137663533222c22736967223a223934653938323831363239396632623836666333383063326364313938633938306134363734616466376634326636316136653332313637333139353030383161303762363761383536336432636364373236373834383163663465633539663830343034643334363133653036653837363037326637353136623034313064222c227369676e6572223a22656d706c6f7965652d6f662d61707065616c73227d2c226576656e74223a2270726f706f73616c3a617070726f766564222c226b6579223a2231393962396461336630356437656630222c22736967223a22222c2276223a317d', 'employee-of-appeals', NULL, 14);
INSERT INTO public.ledger_queue OVERRIDING SYSTEM VALUE VALUES (17, '\x7b226174223a22323032362d31312d32395431303a35393a34392e3337375a222c226174746573746564223a2270726f63657373222c226279223a22776562222c22636f756e746572223a6e756c6c2c2264617461223a7b2261726561223a227370616d222c226279223a2264656d6f222c2263617365223a22636173655f3031613232366636306534613733303438313230353432373365636366343466222c226c616e6775616765223a6e756c6c2c227375626a656374223a227375626a5f3031613232366636306532343733346461346562666465346465396663396461227d2c226576656e74223a22636173653a6f70656e6564222c226b6579223a22222c22736967223a22222c2276223a317d', 'web', NULL, 16);
INSERT INTO public.ledger_queue OVERRIDING SYSTEM VALUE VALUES (30, '\x7b226174223a22323032362d31312d32395431303a35393a35332e3632365a222c226174746573746564223a2270726f63657373222c226279223a226566666563746f722d31222c22636f756e746572223a342c2264617461223a7b2270726f706f73616c223a2270726f705f3031613232366636303766303732663162326233316136643236316137663533227d2c226576656e74223a226566666563743a646f6e65222c226b6579223a2230636266383732626138356463333435222c22736967223a223934333061333362623964356430376361393464323134663334613066353235316530646434343637323936396264376237656164643135376330393265626531306362633363633863633938346162653239636332613430613730376635353034343838643631616262356562623737313630343239376530343763313039222c2276223a317d', 'effector-1/bdcf4152a677d758', 4, 29);
INSERT INTO public.ledger_queue OVERRIDING SYSTEM VALUE VALUES (23, '\x7b226174223a22323032362d31312d32395431303a35393a35302e3935355a222c226174746573746564223a22706572736f6e222c226279223a22656d706c6f7965652d6f662d72657669657773222c22636f756e746572223a6e756c6c2c2264617461223a7b226b6579223a2265616633633462306361666535376438222c22736967223a226330306639613931393134663566666436623663666334393331643931396331353731323036643530663631636436396533326138303431633634616333356230626639373361393062346564303630663935663965353763646531626436333838623530343639653262383866663733303238636237646164356264343038222c2273746174656d656e74223a7b22616374696f6e223a2273757370656e64222c22617070726f76655f6279223a22323032362d31312d33305431303a35393a35302e3730305a222c2263617365223a7b2261737369676e6572223a22736572766963653a7175657565222c2263726561746f72223a2264656d6f222c226964223a22636173655f3031613232366636306539663737666638343937613162303563376139306634227d2c22636f6e6e6563746f72223a226d61747269783a6661696c6f7665722e6c6f63616c686f7374222c2265766964656e6365223a2263383562303262643138663237396462353866363261373637666436616335633231346163316366613134656361623764333734343535363238346531653633222c22657865637574655f6279223a22323032362d31312d33305431313a35393a35302e3730305a222c2267656e65736973223a2230613735303263336231353933346666653862663237303166336164373531623230656138346461393738373535303063376632623063383438336465353964222c226b696e64223a2270726f706f7365222c226e6f6e6365223a2233353835366561346631636639623034353331393766663237373936636133663762306166323661613632323833373039303765366463613765336233333734222c22706172616d6574657273223a7b7d2c22706f6c696379223a2266353462653165323538663062636466613830636438326363643761656132393431303434326261633130653366663933393063623664623436383863386265222c2270726f706f73616c223a2270726f705f3031613232366636313332633733616338633263636437353066633239623936222c227265706f7274657273223a2231383562616339663835363930663731333838323133343132656136306430626635613530313032333065383262623966616362393038663035313961363934222c227369676e6572223a22656d706c6f7965652d6f662d72657669657773222c22736c6f74223a2270726f706f736572222c22746172676574223a7b226b696e64223a226163636f756e74222c22726566223a224a7231504c656269445264746274394f5234516a4444667a6a43654652634e4b5a3234616c307563667777227d2c2274696572223a307d7d2c226576656e74223a2270726f706f73616c3a6f70656e6564222c226b6579223a2265616633633462306361666535376438222c22736967223a22222c2276223a317d', 'employee-of-reviews', NULL, 22);
INSERT INTO public.ledger_queue OVERRIDING SYSTEM VALUE VALUES (26, '\x7b226174223a22323032362d31312d32395431303a35393a35312e3335345a222c226174746573746564223a2270726f63657373222c226279223a22776562222c22636f756e746572223a6e756c6c2c2264617461223a7b2261726561223a227370616d222c226279223a2264656d6f222c2263617365223a22636173655f3031613232366636313563383737616439323264366662663066303564643933222c226c616e6775616765223a6e756c6c2c227375626a656374223a227375626a5f3031613232366636313563373734623561646336666566623436313933663662227d2c226576656e74223a22636173653a6f70656e6564222c226b6579223a22222c22736967223a22222c2276223a317d', 'web', NULL, 25);
INSERT INTO public.ledger_queue OVERRIDING SYSTEM VALUE VALUES (32, '\x7b226174223a22323032362d31312d32395431303a35393a35352e3635325a222c226174746573746564223a2270726f63657373222c226279223a22776562222c22636f756e746572223a6e756c6c2c2264617461223a7b2261726561223a227370616d222c226279223a2264656d6f222c2263617365223a22636173655f3031613232366636323661613731393061623663613238633537663531396431222c226c616e6775616765223a6e756c6c2c227375626a656374223a227375626a5f3031613232366636323661373737396638323836303734616165633439306635227d2c226576656e74223a22636173653a6f70656e6564222c226b6579223a22222c22736967223a22222c2276223a317d', 'web', NULL, 31);
INSERT INTO public.ledger_queue OVERRIDING SYSTEM VALUE VALUES (28, '\x7b226174223a22323032362d31312d32395431303a35393a35322e3731345a222c226174746573746564223a22706572736f6e222c226279223a22656d706c6f7965652d6f662d61707065616c73222c22636f756e746572223a6e756c6c2c2264617461223a7b226b6579223a2231393962396461336630356437656630222c22736967223a223437383631366564303039396166333736343535656235616136666338353461313436393737633561313837386434303735303965383638613139633761616631356239653362613330613465616661316565316337646364386565303061363161363131653138633261613338336664353634363633376330393832663062222c2273746174656d656e74223a7b22616374696f6e223a2273757370656e64222c22617070726f76655f6279223a22323032362d31312d33305431303a35393a35322e3336315a222c2263617365223a7b2261737369676e6572223a22736572766963653a7175657565222c2263726561746f72223a2264656d6f222c226964223a22636173655f3031613232366636313563383737616439323264366662663066303564643933227d2c22636f6e6e6563746f72223a226d61747269783a6661696c6f7665722e6c6f63616c686f7374222c2265766964656e6365223a2230636363303764326331366639363431653966343731626139643766636139303132366462393261663461633038646434353032653430303563333730636537222c22657865637574655f6279223a22323032362d31312d33305431313a35393a35322e3336315a222c2267656e65736973223a2230613735303263336231353933346666653862663237303166336164373531623230656138346461393738373535303063376632623063383438336465353964222c226b696e64223a2270726f706f7365222c226e6f6e6365223a2234646236666639636332623965653035393566663765323462356563613263363832663539643539663838373332376638616138326465323136613366346664222c22706172616d6574657273223a7b7d2c22706f6c696379223a2266353462653165323538663062636466613830636438326363643761656132393431303434326261633130653366663933393063623664623436383863386265222c2270726f706f73616c223a2270726f705f3031613232366636313961393737363539323265383239333863386661363561222c227265706f7274657273223a2231383562616339663835363930663731333838323133343132656136306430626635613530313032333065383262623966616362393038663035313961363934222c227369676e6572223a22656d706c6f7965652d6f662d61707065616c73222c22736c6f74223a2270726f706f736572222c22746172676574223a7b226b696e64223a226163636f756e74222c22726566223a22567773534c36443859383575666b396b51573478583871744674715a4144487643625273546a4f3339394d227d2c2274696572223a307d7d2c226576656e74223a2270726f706f73616c3a6f70656e6564222c226b6579223a2231393962396461336630356437656630222c22736967223a22222c2276223a317d', 'employee-of-appeals', NULL, 27);
INSERT INTO public.ledger_queue OVERRIDING SYSTEM VALUE VALUES (35, '\x7b226174223a22323032362d31312d32395431303a35393a35372e3137355a222c226174746573746564223a22706572736f6e222c226279223a22656d706c6f7965652d6f662d72657669657773222c22636f756e746572223a6e756c6c2c2264617461223a7b226b6579223a2265616633633462306361666535376438222c22736967223a226639323531663236373634383961393430353232633366363566643838353838316131316430383334613062323333623536303333646363666335313333666333623339653031626138303638366134306632326134376139323534333965353833633431626535663262313930343932653732353131333532346464623035222c2273746174656d656e74223a7b22616374696f6e223a2273757370656e64222c22617070726f76655f6279223a22323032362d31312d33305431303a35393a35362e3933315a222c2263617365223a7b2261737369676e6572223a22736572766963653a7175657565222c2263726561746f72223a2264656d6f222c226964223a22636173655f3031613232366636323661613731393061623663613238633537663531396431227d2c22636f6e6e6563746f72223a226d61747269783a6661696c6f7665722e6c6f63616c686f7374222c2265766964656e6365223a2235306464616239653433323735333338643035613165353363643738306639333565346133396431633339396532633536656139303435353737663962653465222c22657865637574655f6279223a22323032362d31312d33305431313a35393a35362e3933315a222c2267656e65736973223a2230613735303263336231353933346666653862663237303166336164373531623230656138346461393738373535303063376632623063383438336465353964222c226b696e64223a2270726f706f7365222c226e6f6e6365223a2233643233613336356466616632613138383063386638333538373662656665363866333336393766396362613537666532323064623034323737636364626230222c22706172616d6574657273223a7b7d2c22706f6c696379223a2266353462653165323538663062636466613830636438326363643761656132393431303434326261633130653366663933393063623664623436383863386265222c2270726f706f73616c223a2270726f705f3031613232366636326238333734343761323639333433336433626531346437222c227265706f7274657273223a2231383562616339663835363930663731333838323133343132656136306430626635613530313032333065383262623966616362393038663035313961363934222c227369676e6572223a22656d706c6f7965652d6f662d72657669657773222c22736c6f74223a2270726f706f736572222c22746172676574223a7b226b696e64223a226163636f756e74222c22726566223a2233384b6f386432344a665358305731787a536f556b2d754e37623134626e7572527233444d4c536f565634227d2c2274696572223a307d7d2c226576656e74223a2270726f706f73616c3a6f70656e6564222c226b6579223a2265616633633462306361666535376438222c22736967223a22222c2276223a317d', 'employee-of-reviews', NULL, 34);
INSERT INTO public.ledger_queue OVERRIDING SYSTEM VALUE VALUES (29, '\x7b226174223a22323032362d31312d32395431303a35393a35322e3935315a222c226174746573746564223a22706572736f6e222c226279223a22656d706c6f7965652d6f662d72657669657773222c22636f756e746572223a6e756c6c2c2264617461223a7b226b6579223a2265616633633462306361666535376438222c2270726f706f73616c223a2270726f705f3031613232366636313961393737363539323265383239333863386661363561222c22736967223a223362336638666539626232623238373734396263663662306437363362623437386232393966303538313962626639653837636564303737336130373466613338383165663530383338663266623235666532346438303561303561303534363036383535396134323937626133616537306330626462656263373362323039222c227369676e6572223a22656d706c6f7965652d6f662d72657669657773227d2c226576656e74223a2270726f706f73616c3a617070726f766564222c226b6579223a2265616633633462306361666535376438222c22736967223a22222c2276223a317d', 'employee-of-reviews', NULL, 28);
INSERT INTO public.ledger_queue OVERRIDING SYSTEM VALUE VALUES (33, '\x7b226174223a22323032362d31312d32395431303a35393a35352e3935325a222c226174746573746564223a2270726f63657373222c226279223a22776562222c22636f756e746572223a6e756c6c2c2264617461223a7b2261737369676e6572223a22656d706c6f7965652d6f662d72657669657773222c226279223a22656d706c6f7965652d6f662d72657669657773222c2263617365223a22636173655f3031613232366636323661613731393061623663613238633537663531396431222c2266656e6365223a312c22756e74696c223a22323032362d31312d32395431313a31343a35352e3935325a222c2276657273696f6e223a327d2c226576656e74223a22636173653a636c61696d6564222c226b6579223a22222c22736967223a22222c2276223a317d', 'web', NULL, 32);
INSERT INTO public.ledger_queue OVERRIDING SYSTEM VALUE VALUES (36, '\x7b226174223a22323032362d31312d32395431303a35393a35372e3330325a222c226174746573746564223a22706572736f6e222c226279223a22656d706c6f7965652d6f662d61707065616c73222c22636f756e746572223a6e756c6c2c2264617461223a7b226b6579223a2231393962396461336630356437656630222c2270726f706f73616c223a2270726f705f3031613232366636326238333734343761323639333433336433626531346437222c22736967223a226636343565333736336434633933636435306364383137663261376231616364363066313236343162636262666530616566373462653234656164393939326461663637663933393231343138303236303562323430626531343337343966623538653231323232643230366234376265646238326336643530623233333064222c227369676e6572223a22656d706c6f7965652d6f662d61707065616c73227d2c226576656e74223a2270726f706f73616c3a617070726f766564222c226b6579223a2231393962396461336630356437656630222c22736967223a22222c2276223a317d', 'employee-of-appeals', NULL, 35);
INSERT INTO public.ledger_queue OVERRIDING SYSTEM VALUE VALUES (31, '\x7b226174223a22323032362d31312d32395431303a35393a35352e3132315a222c226174746573746564223a2270726f63657373222c226279223a226566666563746f722d31222c22636f756e746572223a352c2264617461223a7b22616374696f6e223a2273757370656e64222c2268616e6473223a5b22656d706c6f7965652d6f662d72657669657773222c22656d706c6f7965652d6f662d61707065616c73225d2c22696e7665727365223a2239303938633238373235343935663339666131383036346333313736656163303738626661613661383238666234663832663933373166646362393836616463222c2270726f706f73616c223a2270726f705f3031613232366636313332633733616338633263636437353066633239623936222c2274696572223a307d2c226576656e74223a226566666563743a696e74656e646564222c226b6579223a2230636266383732626138356463333435222c22736967223a226334336230356637356631323339616333366530636530616264306365306335393636623566643564313135636337666337396438333365623438343934346463656634643333633633336463343731646261323931636338353432666532633362353235383961353730646664383661326361336266366136653631383031222c2276223a317d', 'effector-1/bdcf4152a677d758', 5, 30);
INSERT INTO public.ledger_queue OVERRIDING SYSTEM VALUE VALUES (34, '\x7b226174223a22323032362d31312d32395431303a35393a35372e3037395a222c226174746573746564223a2270726f63657373222c226279223a226566666563746f722d31222c22636f756e746572223a362c2264617461223a7b2270726f706f73616c223a2270726f705f3031613232366636313332633733616338633263636437353066633239623936227d2c226576656e74223a226566666563743a646f6e65222c226b6579223a2230636266383732626138356463333435222c22736967223a223935343232373139656137313437353637623439323636633733616136336636626335663864313238353136313865393463396539303865623736616164646361336234326535616532636265616634366461623230343433333734353863323537316165383730643830336335316133353035666464646162613332303036222c2276223a317d', 'effector-1/bdcf4152a677d758', 6, 33);
INSERT INTO public.ledger_queue OVERRIDING SYSTEM VALUE VALUES (37, '\x7b226174223a22323032362d31312d32395431303a35393a35382e3132365a222c226174746573746564223a2270726f63657373222c226279223a226566666563746f722d31222c22636f756e746572223a372c2264617461223a7b22616374696f6e223a2273757370656e64222c2268616e6473223a5b22656d706c6f7965652d6f662d61707065616c73222c22656d706c6f7965652d6f662d72657669657773225d2c22696e7665727365223a2263356134396666386639646639633532346239383165656634393962383765623163366437333333346538396539313133636664626534386137636334346264222c2270726f706f73616c223a2270726f705f3031613232366636313961393737363539323265383239333863386661363561222c2274696572223a307d2c226576656e74223a226566666563743a696e74656e646564222c226b6579223a2230636266383732626138356463333435222c22736967223a223264633739393639383635363233643964373262633630396133363162303337353464666464623438613333353966656535386432313536626337623065633763356462386163643437356339653239346534623533313833343535393134346261383637656337653130666232613331346238396234323837396434633034222c2276223a317d', 'effector-1/bdcf4152a677d758', 7, 36);
INSERT INTO public.ledger_queue OVERRIDING SYSTEM VALUE VALUES (67, '\x7b226174223a22323032362d31312d32395431313a30303a30302e3539375a222c226174746573746564223a2270726f63657373222c226279223a226566666563746f722d31222c22636f756e746572223a382c2264617461223a7b226b6579223a2232633736383739633730306539313237222c2270726f706f73616c223a2270726f705f3031613232366636313961393737363539323265383239333863386661363561222c22736967223a223565343832363030346439323635366338363331366638306563636639336633336231653737323334653966343330656631633436366361353134636237336666303939333632353634633233303862666339626334616334373533373061623037666337313532356161333130333438653037356434613138616433383031222c227369676e6572223a22656d706c6f7965652d6f6e2d63616c6c227d2c226576656e74223a226566666563743a726573746f726564222c226b6579223a2230636266383732626138356463333435222c22736967223a223330316435393030313461663363323033396461653562346364386230376331336562336237343565356231396132313531323438666163643662333232383939333764633765666433633338393838663138323535303333353063363430656139333633636138353433356135333630666438353562646566616339343063222c2276223a317d', 'effector-1/bdcf4152a677d758', 8, 37);
INSERT INTO public.ledger_queue OVERRIDING SYSTEM VALUE VALUES (68, '\x7b226174223a22323032362d31312d32395431313a30303a30302e3934355a222c226174746573746564223a2270726f63657373222c226279223a226566666563746f722d31222c22636f756e746572223a392c2264617461223a7b2270726f706f73616c223a2270726f705f3031613232366636313961393737363539323265383239333863386661363561227d2c226576656e74223a226566666563743a646f6e65222c226b6579223a2230636266383732626138356463333435222c22736967223a223836386531383631653662663431353530343239323438633638646333316561373036376131396665373539333137303866343931643432353364633866346465313036653634376631663334626634303834366562643464313734646333383238656639333465336663366362626338396132613265393436633437383034222c2276223a317d', 'effector-1/bdcf4152a677d758', 9, 38);
INSERT INTO public.ledger_queue OVERRIDING SYSTEM VALUE VALUES (69, '\x7b226174223a22323032362d31312d32395431313a30303a30312e3134365a222c226174746573746564223a2270726f63657373222c226279223a226566666563746f722d31222c22636f756e746572223a31302c2264617461223a7b226b6579223a2232633736383739633730306539313237222c2270726f706f73616c223a2270726f705f3031613232366636313332633733616338633263636437353066633239623936222c22736967223a223030623739663135386231333735663735386338653638636237336633303135633963633665353163373139353562316265666263333732343336626634386339646265313065313930653061636432656661356364333837646538366230336430333665396534613332353531623633623235383539353037383064363030222c227369676e6572223a22656d706c6f7965652d6f6e2d63616c6c227d2c226576656e74223a226566666563743a726573746f726564222c226b6579223a2230636266383732626138356463333435222c22736967223a223266323433383538313637663834366330653865323033623562323639663131376262363631326464356561316236373865383339353861336536643836633534613230333261626362666166613063333461393464303333386132643637373936353062616534643064323862643565396638666439633861383835373063222c2276223a317d', 'effector-1/bdcf4152a677d758', 10, 39);
INSERT INTO public.ledger_queue OVERRIDING SYSTEM VALUE VALUES (73, '\x7b226174223a22323032362d31312d32395431313a30303a32312e3333335a222c226174746573746564223a2270726f63657373222c226279223a226566666563746f722d31222c22636f756e746572223a31342c2264617461223a7b2261646472657373223a2230366235633038386532353861343531376537343139656666666566323832356134393639356538616436663166636161373633616239333661353430303339222c226d6f6d656e74223a226166746572222c2270726f706f73616c223a2270726f705f3031613232366636303739643733393438646566393638303565373162356663227d2c226576656e74223a22706572736f6e3a746f6c64222c226b6579223a2230636266383732626138356463333435222c22736967223a226262393538383261303237343632366662616137393333643662653266303233663762333638316531383039326161643936626234313163613864633830616631636634373366383431323634376263363733343335646266376163623564386534366338363433316231646536323766336465383461643232383936343063222c2276223a317d', 'effector-1/bdcf4152a677d758', 14, 43);
INSERT INTO public.ledger_queue OVERRIDING SYSTEM VALUE VALUES (75, '\x7b226174223a22323032362d31312d32395431313a30303a32322e3639335a222c226174746573746564223a2270726f63657373222c226279223a226566666563746f722d31222c22636f756e746572223a31362c2264617461223a7b2270726f706f73616c223a2270726f705f3031613232366636326238333734343761323639333433336433626531346437227d2c226576656e74223a226566666563743a646f6e65222c226b6579223a2230636266383732626138356463333435222c22736967223a223835323461633430333565653837323032353837383964646235336337373134333464636339313263653963343634363064333432623837616435643765373236626434333362633464396463363532643736343065633731383366396234333931343466626661343830646333626634343965623861393930353739313037222c2276223a317d', 'effector-1/bdcf4152a677d758', 16, 45);
INSERT INTO public.ledger_queue OVERRIDING SYSTEM VALUE VALUES (76, '\x7b226174223a22323032362d31312d32395431313a30303a32332e3133315a222c226174746573746564223a2270726f63657373222c226279223a226566666563746f722d31222c22636f756e746572223a31372c2264617461223a7b2270726f706f73616c223a2270726f705f3031613232366636326238333734343761323639333433336433626531346437222c227374616765223a22726573746f726564222c2274696572223a307d2c226576656e74223a22706167653a73656e74222c226b6579223a2230636266383732626138356463333435222c22736967223a223534353038333963646536643938353434333062396466343466313065303138613533666336386532656331303266353233656166346461616237386563663130356136663537323931656631623038376662626537643464626163653161393834366163343039666233323736613065323831373833666435323565353036222c2276223a317d', 'effector-1/bdcf4152a677d758', 17, 46);
INSERT INTO public.ledger_queue OVERRIDING SYSTEM VALUE VALUES (70, '\x7b226174223a22323032362d31312d32395431313a30303a30322e3232325a222c226174746573746564223a2270726f63657373222c226279223a226566666563746f722d31222c22636f756e746572223a31312c2264617461223a7b22616374696f6e223a2273757370656e64222c2268616e6473223a5b22656d706c6f7965652d6f662d72657669657773222c22656d706c6f7965652d6f662d61707065616c73225d2c22696e7665727365223a2266333861386637313436323838633863323638346362653463343963353830656265396265613534666530326538666237636461353836333536356138386461222c2270726f706f73616c223a2270726f705f3031613232366636326238333734343761323639333433336433626531346437222c2274696572223a307d2c226576656e74223a226566666563743a696e74656e646564222c226b6579223a2230636266383732626138356463333435222c22736967223a223664616566623930326631363565373635653035393262343739373333616432393130333961633832643639353730633439623764356566396630613131653134633463633536386437616564313662613736356231643431643530313061656162343265656361646531316633653531336266306235306466336536613032222c2276223a317d', 'effector-1/bdcf4152a677d758', 11, 40);
INSERT INTO public.ledger_queue OVERRIDING SYSTEM VALUE VALUES (71, '\x7b226174223a22323032362d31312d32395431313a30303a30332e3133385a222c226174746573746564223a2270726f63657373222c226279223a226566666563746f722d31222c22636f756e746572223a31322c2264617461223a7b2270726f706f73616c223a2270726f705f3031613232366636313961393737363539323265383239333863386661363561222c227374616765223a22726573746f726564222c2274696572223a307d2c226576656e74223a22706167653a73656e74222c226b6579223a2230636266383732626138356463333435222c22736967223a223434333330663531396232653238343964376437663736313464323738383730336133623232373931656538633735323339633065663734626261353832323431616165386133383238333463343064323061643662306236666466333534663335316562663532326261356133626334613032653464323433356435373032222c2276223a317d', 'effector-1/bdcf4152a677d758', 12, 41);
INSERT INTO public.ledger_queue OVERRIDING SYSTEM VALUE VALUES (72, '\x7b226174223a22323032362d31312d32395431313a30303a30332e3138355a222c226174746573746564223a2270726f63657373222c226279223a226566666563746f722d31222c22636f756e746572223a31332c2264617461223a7b2270726f706f73616c223a2270726f705f3031613232366636313332633733616338633263636437353066633239623936222c227374616765223a22726573746f726564222c2274696572223a307d2c226576656e74223a22706167653a73656e74222c226b6579223a2230636266383732626138356463333435222c22736967223a226263313861333835313262626135333264313430363161353832316465316537366664646365626365376239633635623030326231666531663266623537666132396633616337323237333733333734353966336234353063613331373433333762666462653039646335623935633039653566373333636566656536353036222c2276223a317d', 'effector-1/bdcf4152a677d758', 13, 42);
INSERT INTO public.ledger_queue OVERRIDING SYSTEM VALUE VALUES (74, '\x7b226174223a22323032362d31312d32395431313a30303a32322e3634385a222c226174746573746564223a2270726f63657373222c226279223a226566666563746f722d31222c22636f756e746572223a31352c2264617461223a7b226b6579223a2232633736383739633730306539313237222c2270726f706f73616c223a2270726f705f3031613232366636326238333734343761323639333433336433626531346437222c22736967223a223430363335646166623563356136373838313564366639646334663339376163393431643632643365643630383866373932353136306434623933313263373063633533386539336236396166336462343132383865616639626632363837356338323661356464313235643436633832356566646534373538613265633034222c227369676e6572223a22656d706c6f7965652d6f6e2d63616c6c227d2c226576656e74223a226566666563743a726573746f726564222c226b6579223a2230636266383732626138356463333435222c22736967223a223563396434613433616539663938666565386139396434303339653037383633326463656434633363623961336330626261316136333538666437396238316231333763616535396233616332663962393739373537313437323162373665313039336566366165653965333735313064653737343934656662363433323063222c2276223a317d', 'effector-1/bdcf4152a677d758', 15, 44);
INSERT INTO public.ledger_queue OVERRIDING SYSTEM VALUE VALUES (77, '\x7b226174223a22323032362d31312d32395431313a30303a32342e3035375a222c226174746573746564223a2270726f63657373222c226279223a226566666563746f722d31222c22636f756e746572223a31382c2264617461223a7b2261646472657373223a2264373537386137373636396162386661616430643238363139363739646530323564336461316263343162663635646162613832343962393239626665663534222c226d6f6d656e74223a226166746572222c2270726f706f73616c223a2270726f705f3031613232366636303766303732663162326233316136643236316137663533227d2c226576656e74223a22706572736f6e3a746f6c64222c226b6579223a2230636266383732626138356463333435222c22736967223a223830343362366137363735333937336433383865653964373465353630623635386565396139653130343638363438323031623630373539663634626564393037326338636364616366376334376637353339353436333135393631346164376462353439323431356366323730336266663437653030636634333562343032222c2276223a317d', 'effector-1/bdcf4152a677d758', 18, 47);


--
-- Data for Name: left_open; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: legal_order_items; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: legal_order_words; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: legal_orders; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: likeness; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: mail_outbox; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: mutes; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: network_events; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: notes; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: notices; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: notifier_steps; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: notifiers; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: passkeys_asked; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: people_drafts; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: people_sources; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: presence; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: proposals; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.proposals VALUES ('prop_01a226f607f072f1b2b31a6d261a7f53', '01a226f6-0245-76f9-bb0b-62d5090570f7', '01a226f6-023b-713c-837a-d0d087988231', '{"case": {"id": "case_01a226f6024576f9bb0b62d5090570f7", "creator": "demo", "assigner": "service:queue"}, "kind": "propose", "slot": "proposer", "tier": 0, "nonce": "bdeafec7e25264272565c619308a94a641386c36568bb3d366aeebc25d694132", "action": "suspend", "policy": "f54be1e258f0bcdfa80cd82ccd7aea29410442bac10e3ff9390cb6db4688c8be", "signer": "employee-of-reviews", "target": {"ref": "1YdU3HNF0m2zEIUsMIlMIvLoRUeYz4jMwmXiFIYoiTc", "kind": "account"}, "genesis": "0a7502c3b15934ffe8bf2701f3ad751b20ea84da97875500c7f2b0c8483de59d", "evidence": "72cb6a64bd9b38f46362ed2532e9acb1ae03ebdbec1b62bb9a8be14541eab0e2", "proposal": "prop_01a226f607f072f1b2b31a6d261a7f53", "connector": "matrix:failover.localhost", "reporters": "185bac9f85690f71388213412ea60d0bf5a5010230e82bb9facb908f0519a694", "approve_by": "2026-11-30T10:59:47.824Z", "execute_by": "2026-11-30T11:59:47.824Z", "parameters": {}}', '{"sig": "38b35e8782639fb4b4980ce03acf06dfa5d4a6050f1a44dc774825f537d0fbd5b9d8a84223efd143a7d355a0e293522fff617622655c0f910a51ca6b42dd130f", "effector": "effector-1", "resolution": {"at": "2026-11-29T10:59:47.744Z", "ref": "1YdU3HNF0m2zEIUsMIlMIvLoRUeYz4jMwmXiFIYoiTc", "kind": "account", "tier": 0, "reach": 0, "native": "@subject-873a8b79:failover.localhost", "genesis": "0a7502c3b15934ffe8bf2701f3ad751b20ea84da97875500c7f2b0c8483de59d", "connector": "matrix:failover.localhost", "reporters": "185bac9f85690f71388213412ea60d0bf5a5010230e82bb9facb908f0519a694", "reporter_count": 0}}', 'employee-of-reviews', '2026-11-29 10:59:48.236792+00', NULL, NULL);
INSERT INTO public.proposals VALUES ('prop_01a226f6079d73948def96805e71b5fc', '01a226f6-0245-76f9-bb0b-62d61027009d', '01a226f6-023b-713c-837a-d0d190fbe814', '{"case": {"id": "case_01a226f6024576f9bb0b62d61027009d", "creator": "demo", "assigner": "service:queue"}, "kind": "propose", "slot": "proposer", "tier": 0, "nonce": "0d37505cb381de797b1ce153651eca99d44608dc1e74dae8fe78ea98503d2f95", "action": "suspend", "policy": "f54be1e258f0bcdfa80cd82ccd7aea29410442bac10e3ff9390cb6db4688c8be", "signer": "employee-of-appeals", "target": {"ref": "21vuDekyp7u_8hzFxKMga1w-bQBCUK49YeqlMx8QChg", "kind": "account"}, "genesis": "0a7502c3b15934ffe8bf2701f3ad751b20ea84da97875500c7f2b0c8483de59d", "evidence": "63ad6834c5a6a77b665b0ab59c1711b30e18208dea1c3d161540f53aedffb019", "proposal": "prop_01a226f6079d73948def96805e71b5fc", "connector": "matrix:failover.localhost", "reporters": "185bac9f85690f71388213412ea60d0bf5a5010230e82bb9facb908f0519a694", "approve_by": "2026-11-30T10:59:47.741Z", "execute_by": "2026-11-30T11:59:47.741Z", "parameters": {}}', '{"sig": "790e27d7b384b0d2c2fa82609754df6072b408283922c2cfb81a8235d0eb83e08989c0973dc08b83033036418a249e4137636c3988c688e1622f6245be6ef100", "effector": "effector-1", "resolution": {"at": "2026-11-29T10:59:47.702Z", "ref": "21vuDekyp7u_8hzFxKMga1w-bQBCUK49YeqlMx8QChg", "kind": "account", "tier": 0, "reach": 0, "native": "@subject-d04d86c4:failover.localhost", "genesis": "0a7502c3b15934ffe8bf2701f3ad751b20ea84da97875500c7f2b0c8483de59d", "connector": "matrix:failover.localhost", "reporters": "185bac9f85690f71388213412ea60d0bf5a5010230e82bb9facb908f0519a694", "reporter_count": 0}}', 'employee-of-appeals', '2026-11-29 10:59:48.227706+00', NULL, NULL);
INSERT INTO public.proposals VALUES ('prop_01a226f6132c73ac8c2ccd750fc29b96', '01a226f6-0e9f-77ff-8497-a1b05c7a90f4', '01a226f6-0e9c-779c-941a-16cd64702a04', '{"case": {"id": "case_01a226f60e9f77ff8497a1b05c7a90f4", "creator": "demo", "assigner": "service:queue"}, "kind": "propose", "slot": "proposer", "tier": 0, "nonce": "35856ea4f1cf9b0453197ff27796ca3f7b0af26aa6228370907e6dca7e3b3374", "action": "suspend", "policy": "f54be1e258f0bcdfa80cd82ccd7aea29410442bac10e3ff9390cb6db4688c8be", "signer": "employee-of-reviews", "target": {"ref": "Jr1PLebiDRdtbt9OR4QjDDfzjCeFRcNKZ24al0ucfww", "kind": "account"}, "genesis": "0a7502c3b15934ffe8bf2701f3ad751b20ea84da97875500c7f2b0c8483de59d", "evidence": "c85b02bd18f279db58f62a767fd6ac5c214ac1cfa14ecab7d3744556284e1e63", "proposal": "prop_01a226f6132c73ac8c2ccd750fc29b96", "connector": "matrix:failover.localhost", "reporters": "185bac9f85690f71388213412ea60d0bf5a5010230e82bb9facb908f0519a694", "approve_by": "2026-11-30T10:59:50.700Z", "execute_by": "2026-11-30T11:59:50.700Z", "parameters": {}}', '{"sig": "b5e8bdcab9be3bc5f09679e6a0fe84d03b4e112b1e69d0879325194a4ededfbba464aaa77112d48a9ec3dfa4d84a60999ad32c056657848183353c64c73abe0a", "effector": "effector-1", "resolution": {"at": "2026-11-29T10:59:50.661Z", "ref": "Jr1PLebiDRdtbt9OR4QjDDfzjCeFRcNKZ24al0ucfww", "kind": "account", "tier": 0, "reach": 0, "native": "@subject-a20ea175:failover.localhost", "genesis": "0a7502c3b15934ffe8bf2701f3ad751b20ea84da97875500c7f2b0c8483de59d", "connector": "matrix:failover.localhost", "reporters": "185bac9f85690f71388213412ea60d0bf5a5010230e82bb9facb908f0519a694", "reporter_count": 0}}', 'employee-of-reviews', '2026-11-29 10:59:50.955959+00', NULL, NULL);
INSERT INTO public.proposals VALUES ('prop_01a226f619a97765922e82938c8fa65a', '01a226f6-15c8-77ad-922d-6fbf0f05dd93', '01a226f6-15c7-74b5-adc6-fefb46193f6b', '{"case": {"id": "case_01a226f615c877ad922d6fbf0f05dd93", "creator": "demo", "assigner": "service:queue"}, "kind": "propose", "slot": "proposer", "tier": 0, "nonce": "4db6ff9cc2b9ee0595ff7e24b5eca2c682f59d59f887327f8aa82de216a3f4fd", "action": "suspend", "policy": "f54be1e258f0bcdfa80cd82ccd7aea29410442bac10e3ff9390cb6db4688c8be", "signer": "employee-of-appeals", "target": {"ref": "VwsSL6D8Y85ufk9kQW4xX8qtFtqZADHvCbRsTjO399M", "kind": "account"}, "genesis": "0a7502c3b15934ffe8bf2701f3ad751b20ea84da97875500c7f2b0c8483de59d", "evidence": "0ccc07d2c16f9641e9f471ba9d7fca90126db92af4ac08dd4502e4005c370ce7", "proposal": "prop_01a226f619a97765922e82938c8fa65a", "connector": "matrix:failover.localhost", "reporters": "185bac9f85690f71388213412ea60d0bf5a5010230e82bb9facb908f0519a694", "approve_by": "2026-11-30T10:59:52.361Z", "execute_by": "2026-11-30T11:59:52.361Z", "parameters": {}}', '{"sig": "0b279a29caa6959746604d72ef0bb36fdd06017f01ed5b23483ec02584b0c3cee639735311e6f94faf11540d21ceb7746906cb4d04f08d9d956c9d7768b41d0b", "effector": "effector-1", "resolution": {"at": "2026-11-29T10:59:52.314Z", "ref": "VwsSL6D8Y85ufk9kQW4xX8qtFtqZADHvCbRsTjO399M", "kind": "account", "tier": 0, "reach": 0, "native": "@subject-d32ef538:failover.localhost", "genesis": "0a7502c3b15934ffe8bf2701f3ad751b20ea84da97875500c7f2b0c8483de59d", "connector": "matrix:failover.localhost", "reporters": "185bac9f85690f71388213412ea60d0bf5a5010230e82bb9facb908f0519a694", "reporter_count": 0}}', 'employee-of-appeals', '2026-11-29 10:59:52.714706+00', NULL, NULL);
INSERT INTO public.proposals VALUES ('prop_01a226f62b837447a2693433d3be14d7', '01a226f6-26aa-7190-ab6c-a28c57f519d1', '01a226f6-26a7-779f-8286-074aaec490f5', '{"case": {"id": "case_01a226f626aa7190ab6ca28c57f519d1", "creator": "demo", "assigner": "service:queue"}, "kind": "propose", "slot": "proposer", "tier": 0, "nonce": "3d23a365dfaf2a1880c8f835876befe68f33697f9cba57fe220db04277ccdbb0", "action": "suspend", "policy": "f54be1e258f0bcdfa80cd82ccd7aea29410442bac10e3ff9390cb6db4688c8be", "signer": "employee-of-reviews", "target": {"ref": "38Ko8d24JfSX0W1xzSoUk-uN7b14bnurRr3DMLSoVV4", "kind": "account"}, "genesis": "0a7502c3b15934ffe8bf2701f3ad751b20ea84da97875500c7f2b0c8483de59d", "evidence": "50ddab9e43275338d05a1e53cd780f935e4a39d1c399e2c56ea9045577f9be4e", "proposal": "prop_01a226f62b837447a2693433d3be14d7", "connector": "matrix:failover.localhost", "reporters": "185bac9f85690f71388213412ea60d0bf5a5010230e82bb9facb908f0519a694", "approve_by": "2026-11-30T10:59:56.931Z", "execute_by": "2026-11-30T11:59:56.931Z", "parameters": {}}', '{"sig": "25bca681758e55910746f86add7d9d63c3c9295c0208f6006e7ba5ba121185d37cf34112c1c8d281e942b07484545ae72351276c6c5c4401c790fd1bc8215507", "effector": "effector-1", "resolution": {"at": "2026-11-29T10:59:56.909Z", "ref": "38Ko8d24JfSX0W1xzSoUk-uN7b14bnurRr3DMLSoVV4", "kind": "account", "tier": 0, "reach": 0, "native": "@subject-c5641b62:failover.localhost", "genesis": "0a7502c3b15934ffe8bf2701f3ad751b20ea84da97875500c7f2b0c8483de59d", "connector": "matrix:failover.localhost", "reporters": "185bac9f85690f71388213412ea60d0bf5a5010230e82bb9facb908f0519a694", "reporter_count": 0}}', 'employee-of-reviews', '2026-11-29 10:59:57.175593+00', NULL, NULL);


--
-- Data for Name: questions; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: queue_figures; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.queue_figures VALUES ('area', 'spam', 12, 0, '2026-11-29 10:59:49.377679+00', '2026-11-29 10:59:46.18066+00', '2026-11-29 10:59:46.18066+00', '2026-11-29 10:59:58.447258+00');
INSERT INTO public.queue_figures VALUES ('all', '', 12, 0, '2026-11-29 10:59:49.377679+00', '2026-11-29 10:59:46.18066+00', '2026-11-29 10:59:46.18066+00', '2026-11-29 10:59:58.447258+00');
INSERT INTO public.queue_figures VALUES ('language', '', 12, 0, '2026-11-29 10:59:49.377679+00', '2026-11-29 10:59:46.18066+00', '2026-11-29 10:59:46.18066+00', '2026-11-29 10:59:58.447258+00');
INSERT INTO public.queue_figures VALUES ('tier', '0', 5, 0, '2026-11-29 10:59:49.530754+00', '2026-11-29 10:59:46.324895+00', '2026-11-29 10:59:46.324895+00', '2026-11-29 10:59:58.447258+00');
INSERT INTO public.queue_figures VALUES ('tier', '', 7, 0, '2026-11-29 10:59:48.559613+00', '2026-11-29 10:59:46.18066+00', '2026-11-29 10:59:46.18066+00', '2026-11-29 10:59:58.447258+00');


--
-- Data for Name: quorate_migrations; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.quorate_migrations VALUES ('0001_pre_base.sql', '8629cb7ad86105f7428b62d6893c10ab4050aad15ac47d13e7e369588f230912', '2026-11-29 10:58:34.687654+00');
INSERT INTO public.quorate_migrations VALUES ('0003_pre_console.sql', '6eb888672c1fd829475f4543256cf2f6bc43b774f90b57f5cb53a0d18e7790f5', '2026-11-29 10:58:34.844473+00');
INSERT INTO public.quorate_migrations VALUES ('0004_pre_desk.sql', '19460a68e9292dceed058c226a7f7b83cba845ba63364195d3aa1be46d88cb50', '2026-11-29 10:58:34.860596+00');
INSERT INTO public.quorate_migrations VALUES ('0005_pre_assignment.sql', '199b635919e1d7a485c0d494b1c90b2a43e0f036f4b70acb040329bc97f7f4fe', '2026-11-29 10:58:34.89117+00');
INSERT INTO public.quorate_migrations VALUES ('0006_pre_public_interest.sql', '95e0a9d6bce50c0fd5a9d09a8ff2097c70af7ac6c93e44e27c96279811b47930', '2026-11-29 10:58:34.896359+00');
INSERT INTO public.quorate_migrations VALUES ('0007_pre_sessions.sql', '302e87de8f0eb03ba857de7f7a1998355274139a967f405f943721533e26e05b', '2026-11-29 10:58:34.902724+00');
INSERT INTO public.quorate_migrations VALUES ('0008_pre_amendments.sql', 'a858c1cd23069540bd82133d195c87e977945cf4c057255cf061207ebc4b5e6d', '2026-11-29 10:58:34.930419+00');
INSERT INTO public.quorate_migrations VALUES ('0009_pre_reasons.sql', 'd9935055f4ac19de8e157a125b75aeb59045f3379fd69174dc31e684d05db3c5', '2026-11-29 10:58:34.94343+00');
INSERT INTO public.quorate_migrations VALUES ('0010_pre_passkeys.sql', '67b4fdc9674fd032e56fc8099d3f0abbeda8887739ff5b1efc8d4e9d3c9dc38b', '2026-11-29 10:58:34.952849+00');
INSERT INTO public.quorate_migrations VALUES ('0011_pre_people.sql', '3ede217ea58eeba2a673b8a8b193ad3accf93de7ed5946f6fc8a32a61382d6df', '2026-11-29 10:58:34.968452+00');
INSERT INTO public.quorate_migrations VALUES ('0012_pre_ledger.sql', '380fa830b918440086c17efcdb0a068b5ea8053c5e1c1c749459cd5b9f8723a9', '2026-11-29 10:58:35.000874+00');
INSERT INTO public.quorate_migrations VALUES ('0013_pre_commitments.sql', '334026e069aaf65ebf706731330bad0e5a5db219d91c55e8e979ddb7e39fdf8a', '2026-11-29 10:58:35.062022+00');
INSERT INTO public.quorate_migrations VALUES ('0014_pre_kept_values.sql', '1e7e42241df1dc159b70dbdb737ca992618246278703b112b29d89ef534183ff', '2026-11-29 10:58:35.083348+00');
INSERT INTO public.quorate_migrations VALUES ('0015_pre_erasing.sql', '6b36b23e60fa6209654d3ed50a621f8284ec9785f249abd1d52f0c434f63d844', '2026-11-29 10:58:35.130241+00');
INSERT INTO public.quorate_migrations VALUES ('0016_pre_presence.sql', '16ee3ee773155a3f97c7ee5d9b4829e014d39c72ff36ee0210f7ae9b5c654f15', '2026-11-29 10:58:35.133694+00');
INSERT INTO public.quorate_migrations VALUES ('0017_pre_interest.sql', '995025e5eb2b316fbc5b63f67e3e32b2dada61e7d2f2814bb57a5cb00305caff', '2026-11-29 10:58:35.160236+00');
INSERT INTO public.quorate_migrations VALUES ('0018_pre_flow.sql', '38fe02fef79e8db863c0ebde2dc8663b9718fea0aeaeae7830d855c96d0fa256', '2026-11-29 10:58:35.189875+00');
INSERT INTO public.quorate_migrations VALUES ('0019_pre_evidence.sql', '1714055e45aec3bdbe1e91591fedc0bb95f63cef3aecd22dc66b42a7c985c9f6', '2026-11-29 10:58:35.341184+00');
INSERT INTO public.quorate_migrations VALUES ('0020_pre_inbox.sql', '0d945f042d010633645b5c17109c34e90e76e41e9b2f6c456161011aee681b4f', '2026-11-29 10:58:35.399296+00');
INSERT INTO public.quorate_migrations VALUES ('0021_pre_leads.sql', 'd0009d0b80cb60d795af5ada75599e0c6f9ac71dcdfdcc033e38a6bc70c22096', '2026-11-29 10:58:35.515945+00');
INSERT INTO public.quorate_migrations VALUES ('0022_pre_search.sql', 'af9930cdb2235e56153660c8d9b788d406b00c86b3b6f58d7efbe23d6f086aee', '2026-11-29 10:58:35.661999+00');
INSERT INTO public.quorate_migrations VALUES ('0023_pre_care.sql', '16e6cca09f62558a9333dbdf834824f77284adf2e0cef9a358d74607b14f87c0', '2026-11-29 10:58:35.727746+00');
INSERT INTO public.quorate_migrations VALUES ('0024_pre_tellings.sql', 'e8a8c0aa5ef6169a91907b8203e1a4dc1adc8eba8970d1a869c3333e8452c07d', '2026-11-29 10:58:35.803601+00');
INSERT INTO public.quorate_migrations VALUES ('0026_pre_appeals.sql', '5d1a9e5f163fe5d7fa98544320b76e01c3ef93f21a8904a79dad9cad097f9349', '2026-11-29 10:58:35.846348+00');
INSERT INTO public.quorate_migrations VALUES ('0027_pre_notices.sql', 'a0c0cfae65bc3858f14a38b71d2b1dec86c6435889958bbf25c2e94bab02f1d8', '2026-11-29 10:58:35.912729+00');
INSERT INTO public.quorate_migrations VALUES ('0028_pre_strikes.sql', 'e11be690a89c0a10a8096cca8b180117d6f01aaeb4c7c7367a30c2b62f6aa6d0', '2026-11-29 10:58:36.056968+00');
INSERT INTO public.quorate_migrations VALUES ('0029_pre_filing.sql', '7e095c26538a5ab6a24974a726b9170dbd5577dcf252ca720e60b5c59cdb0d64', '2026-11-29 10:58:36.09438+00');
INSERT INTO public.quorate_migrations VALUES ('0030_pre_orders.sql', '7df3bc099b2828afe06d6ce84260975f05dabce132a494312fd18f9155741a37', '2026-11-29 10:58:36.172341+00');
INSERT INTO public.quorate_migrations VALUES ('0031_pre_retention.sql', '06137ae4ff0eb51a7a8221219c6dd3be43a9dff753c4c43c93dd85f6be683723', '2026-11-29 10:58:36.249541+00');
INSERT INTO public.quorate_migrations VALUES ('0032_pre_exports.sql', 'ec20dce41d4efd6993afe1c5a36afb2d9afce8f49a712fedd157767de9ad1df0', '2026-11-29 10:58:36.408356+00');
INSERT INTO public.quorate_migrations VALUES ('0033_pre_intake.sql', 'e5ee8ff3282742f7020fd98fa0a791c15103872701ebced62468c9dd2de9ef42', '2026-11-29 10:58:36.501596+00');
INSERT INTO public.quorate_migrations VALUES ('0034_pre_signals.sql', '442d46d9f189cd35d287f4284e347bd5f86e0bedb435d282bd1729af1ef1fd46', '2026-11-29 10:58:36.576457+00');
INSERT INTO public.quorate_migrations VALUES ('0036_pre_labels.sql', 'f0d98b0c124307404c562b364e5a0879bfec923ce84f7db77cccfd6740ed681f', '2026-11-29 10:58:36.775481+00');
INSERT INTO public.quorate_migrations VALUES ('0037_pre_events.sql', 'c005be4b4596e57ebb547b4c220d3a072412bb8181d0ef5f14348e1aca71a80e', '2026-11-29 10:58:36.820966+00');
INSERT INTO public.quorate_migrations VALUES ('0038_pre_network.sql', '57d10dbf90da4f247e51d1baf5495c288b7d77e061eadde917d55659b97b77fb', '2026-11-29 10:58:36.83739+00');
INSERT INTO public.quorate_migrations VALUES ('0039_pre_media.sql', '3846686ec015b479dac67bb08ab9eabfc3e6c538e546459b218c184d19fe8571', '2026-11-29 10:58:36.909931+00');


--
-- Data for Name: reporters; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: reports; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.reports VALUES ('01a226f6-01c6-7002-8c9c-2965f19cfa70', '01a226f6-01ab-739f-a38d-b2873706f4bd', '01a226f6-019d-7198-b35f-043ed0d054f1', 'demo', '87863e79e5650b1a', '\x285fd29478aedbf4c6579bb9c67f7b3aa6fd41320cffe7b45d041b185a1f9ab5', 'report', NULL, 'spam', NULL, NULL, NULL, NULL, '[]', '2026-11-29 10:59:46.18066+00', '''-1'':2 ''failover.localhost'':3 ''from demo'' ''nobody'':1 ''spam'':4', NULL);
INSERT INTO public.reports VALUES ('01a226f6-0254-747c-9ead-0c211e28f92a', '01a226f6-0245-76f9-bb0b-62d61027009d', '01a226f6-023b-713c-837a-d0d190fbe814', 'demo', '587c9a8b207d92a0', '\xe9cb5bacd1271c2d952e1c7e6aaa69e0c60fab78ffb93dd782cdc490b912b016', 'report', NULL, 'spam', NULL, NULL, NULL, NULL, '[]', '2026-11-29 10:59:46.324895+00', '''d04d86c4'':3 ''failover.localhost'':4 ''from demo'' ''spam'':5 ''subject'':2 ''subject-d04d86c4'':1', NULL);
INSERT INTO public.reports VALUES ('01a226f6-0254-747c-9ead-0c22c09c0612', '01a226f6-0245-76f9-bb0b-62d5090570f7', '01a226f6-023b-713c-837a-d0d087988231', 'demo', 'bfb5f8e1114b96a5', '\x3596a49874aa7f7bafeb20630d84b0452849bfa7ea6ec07f9096ce299ce9ef70', 'report', NULL, 'spam', NULL, NULL, NULL, NULL, '[]', '2026-11-29 10:59:46.324895+00', '''873a8b79'':3 ''failover.localhost'':4 ''from demo'' ''spam'':5 ''subject'':2 ''subject-873a8b79'':1', NULL);
INSERT INTO public.reports VALUES ('01a226f6-0493-7698-b2d9-66db0411bc62', '01a226f6-0489-724b-a84d-310cf2ab7975', '01a226f6-0481-74d7-9b41-a7f7cab3350f', 'demo', 'd1463e66d39c3f07', '\xa94bfd100213678a78581e600cb752bbef1984eaeae7ab0a87840c2544cdfd27', 'report', NULL, 'spam', NULL, NULL, NULL, NULL, '[]', '2026-11-29 10:59:46.921207+00', '''-2'':2 ''failover.localhost'':3 ''from demo'' ''nobody'':1 ''spam'':4', NULL);
INSERT INTO public.reports VALUES ('01a226f6-067e-72dd-a9f5-73443bd68ce4', '01a226f6-0673-7410-8308-6a5bcc1f0862', '01a226f6-066a-7397-a7de-ff6a5e2395b5', 'demo', 'da9b414cdd174c71', '\x56590f7806f6e79acab3cf0e0705092b8c68cc01879c177788b656b6ae64f262', 'report', NULL, 'spam', NULL, NULL, NULL, NULL, '[]', '2026-11-29 10:59:47.422698+00', '''-3'':2 ''failover.localhost'':3 ''from demo'' ''nobody'':1 ''spam'':4', NULL);
INSERT INTO public.reports VALUES ('01a226f6-0b56-779a-a1ae-4e68d93c370d', '01a226f6-0b29-7108-a8c7-e700e88c4584', '01a226f6-0b15-7616-a4ba-02256113d49c', 'demo', 'c90b4432f84c3084', '\x49b247d6d266241ac12ebc17eb0e80dd8e447b267e42bcc8055f8ac63308b11b', 'report', NULL, 'spam', NULL, NULL, NULL, NULL, '[]', '2026-11-29 10:59:48.559613+00', '''-4'':2 ''failover.localhost'':3 ''from demo'' ''nobody'':1 ''spam'':4', NULL);
INSERT INTO public.reports VALUES ('01a226f6-0e69-7164-a3ec-2ae3ef6c47be', '01a226f6-0e4a-7304-8120-54273eccf44f', '01a226f6-0e24-734d-a4eb-fde4de9fc9da', 'demo', 'dc95f9ac597c1f8f', '\x5543c4dc4112f4f11d5fa7ba6e14e5d1064c7f2da3a8f9d1fd7915a82c9c02b7', 'report', NULL, 'spam', NULL, NULL, NULL, NULL, '[]', '2026-11-29 10:59:49.377679+00', '''-5'':2 ''failover.localhost'':3 ''from demo'' ''nobody'':1 ''spam'':4', NULL);
INSERT INTO public.reports VALUES ('01a226f6-0eb4-7711-b81f-01a1505b822c', '01a226f6-0e9f-77ff-8497-a1b05c7a90f4', '01a226f6-0e9c-779c-941a-16cd64702a04', 'demo', 'f4f6f58e9b3fea07', '\x20962917c484b85c027c4c09d036f587607b82b5d01a8df4e7d9dbf553caf99d', 'report', NULL, 'spam', NULL, NULL, NULL, NULL, '[]', '2026-11-29 10:59:49.530754+00', '''a20ea175'':3 ''failover.localhost'':4 ''from demo'' ''spam'':5 ''subject'':2 ''subject-a20ea175'':1', NULL);
INSERT INTO public.reports VALUES ('01a226f6-1140-745b-a33b-414556ed71db', '01a226f6-112d-7154-ba24-feeac707c9ce', '01a226f6-1127-72e6-a291-9ea34825cedf', 'demo', 'ea69ff7d31726fcf', '\x0601f8e1ac0c30ce3c4d31301d67961ff47ca4b693e4606af15631b3c5dff1ba', 'report', NULL, 'spam', NULL, NULL, NULL, NULL, '[]', '2026-11-29 10:59:50.173325+00', '''-6'':2 ''failover.localhost'':3 ''from demo'' ''nobody'':1 ''spam'':4', NULL);
INSERT INTO public.reports VALUES ('01a226f6-15ac-7344-a435-753205a991ed', '01a226f6-1594-73aa-9acf-4c8967fc76d7', '01a226f6-158b-7383-a61c-70208fd49277', 'demo', 'c6aadeab6ba1c45c', '\xe2afe92a1465d6e18329f5f137a20f2e6fda1a9b62bf84de914375b647c37f3c', 'report', NULL, 'spam', NULL, NULL, NULL, NULL, '[]', '2026-11-29 10:59:51.302356+00', '''-0'':2 ''failover.localhost'':3 ''from demo'' ''nobody'':1 ''spam'':4', NULL);
INSERT INTO public.reports VALUES ('01a226f6-15ca-763d-926a-a4f3ec7a4f3a', '01a226f6-15c8-77ad-922d-6fbf0f05dd93', '01a226f6-15c7-74b5-adc6-fefb46193f6b', 'demo', 'de6fcf5a1d126b2b', '\xb3491a9c10bd23877b47d06dabb34a9453e32996491a457b9e31b46d25aa4cb7', 'report', NULL, 'spam', NULL, NULL, NULL, NULL, '[]', '2026-11-29 10:59:51.354985+00', '''d32ef538'':3 ''failover.localhost'':4 ''from demo'' ''spam'':5 ''subject'':2 ''subject-d32ef538'':1', NULL);
INSERT INTO public.reports VALUES ('01a226f6-176c-749f-b199-6370a32944ac', '01a226f6-01ab-739f-a38d-b2873706f4bd', '01a226f6-019d-7198-b35f-043ed0d054f1', 'demo', '3822e46c799a3a8b', '\x285fd29478aedbf4c6579bb9c67f7b3aa6fd41320cffe7b45d041b185a1f9ab5', 'report', NULL, 'spam', NULL, NULL, NULL, NULL, '[]', '2026-11-29 10:59:51.774032+00', '''-1'':2 ''failover.localhost'':3 ''from demo'' ''nobody'':1 ''spam'':4', NULL);
INSERT INTO public.reports VALUES ('01a226f6-1a28-729b-857a-18c525769855', '01a226f6-0489-724b-a84d-310cf2ab7975', '01a226f6-0481-74d7-9b41-a7f7cab3350f', 'demo', 'a11d9b29251d1e45', '\xa94bfd100213678a78581e600cb752bbef1984eaeae7ab0a87840c2544cdfd27', 'report', NULL, 'spam', NULL, NULL, NULL, NULL, '[]', '2026-11-29 10:59:52.443205+00', '''-2'':2 ''failover.localhost'':3 ''from demo'' ''nobody'':1 ''spam'':4', NULL);
INSERT INTO public.reports VALUES ('01a226f6-1da8-749a-9a06-ea71b052c21e', '01a226f6-0673-7410-8308-6a5bcc1f0862', '01a226f6-066a-7397-a7de-ff6a5e2395b5', 'demo', '0c1bc8d2faa0119b', '\x56590f7806f6e79acab3cf0e0705092b8c68cc01879c177788b656b6ae64f262', 'report', NULL, 'spam', NULL, NULL, NULL, NULL, '[]', '2026-11-29 10:59:53.3646+00', '''-3'':2 ''failover.localhost'':3 ''from demo'' ''nobody'':1 ''spam'':4', NULL);
INSERT INTO public.reports VALUES ('01a226f6-213c-74e6-bbfa-df98f1397876', '01a226f6-0b29-7108-a8c7-e700e88c4584', '01a226f6-0b15-7616-a4ba-02256113d49c', 'demo', 'ea886a8fba9ca50f', '\x49b247d6d266241ac12ebc17eb0e80dd8e447b267e42bcc8055f8ac63308b11b', 'report', NULL, 'spam', NULL, NULL, NULL, NULL, '[]', '2026-11-29 10:59:54.234411+00', '''-4'':2 ''failover.localhost'':3 ''from demo'' ''nobody'':1 ''spam'':4', NULL);
INSERT INTO public.reports VALUES ('01a226f6-2386-743f-8730-cbf31a451117', '01a226f6-0e4a-7304-8120-54273eccf44f', '01a226f6-0e24-734d-a4eb-fde4de9fc9da', 'demo', 'f2555a5859b5447c', '\x5543c4dc4112f4f11d5fa7ba6e14e5d1064c7f2da3a8f9d1fd7915a82c9c02b7', 'report', NULL, 'spam', NULL, NULL, NULL, NULL, '[]', '2026-11-29 10:59:54.86694+00', '''-5'':2 ''failover.localhost'':3 ''from demo'' ''nobody'':1 ''spam'':4', NULL);
INSERT INTO public.reports VALUES ('01a226f6-2650-72cc-996f-d7b708db6224', '01a226f6-112d-7154-ba24-feeac707c9ce', '01a226f6-1127-72e6-a291-9ea34825cedf', 'demo', '6b97f37d851a8ee7', '\x0601f8e1ac0c30ce3c4d31301d67961ff47ca4b693e4606af15631b3c5dff1ba', 'report', NULL, 'spam', NULL, NULL, NULL, NULL, '[]', '2026-11-29 10:59:55.577184+00', '''-6'':2 ''failover.localhost'':3 ''from demo'' ''nobody'':1 ''spam'':4', NULL);
INSERT INTO public.reports VALUES ('01a226f6-26cb-7446-84f2-cf7359a8f71b', '01a226f6-26aa-7190-ab6c-a28c57f519d1', '01a226f6-26a7-779f-8286-074aaec490f5', 'demo', '4ee233c303a938de', '\x8b8c1226e4619b9154418fca86ca8abcf229555f70528f4d6f63a385a1c422c6', 'report', NULL, 'spam', NULL, NULL, NULL, NULL, '[]', '2026-11-29 10:59:55.652123+00', '''c5641b62'':3 ''failover.localhost'':4 ''from demo'' ''spam'':5 ''subject'':2 ''subject-c5641b62'':1', NULL);
INSERT INTO public.reports VALUES ('01a226f6-2866-72f7-8a7a-4b5c5c0be4e1', '01a226f6-1594-73aa-9acf-4c8967fc76d7', '01a226f6-158b-7383-a61c-70208fd49277', 'demo', 'faf6f226d4448ac6', '\xe2afe92a1465d6e18329f5f137a20f2e6fda1a9b62bf84de914375b647c37f3c', 'report', NULL, 'spam', NULL, NULL, NULL, NULL, '[]', '2026-11-29 10:59:56.082319+00', '''-0'':2 ''failover.localhost'':3 ''from demo'' ''nobody'':1 ''spam'':4', NULL);
INSERT INTO public.reports VALUES ('01a226f6-2a6f-7367-b26f-b2751407693e', '01a226f6-01ab-739f-a38d-b2873706f4bd', '01a226f6-019d-7198-b35f-043ed0d054f1', 'demo', '6dd8f206daa5ae5b', '\x285fd29478aedbf4c6579bb9c67f7b3aa6fd41320cffe7b45d041b185a1f9ab5', 'report', NULL, 'spam', NULL, NULL, NULL, NULL, '[]', '2026-11-29 10:59:56.649322+00', '''-1'':2 ''failover.localhost'':3 ''from demo'' ''nobody'':1 ''spam'':4', NULL);
INSERT INTO public.reports VALUES ('01a226f6-2db4-7455-9d6d-c7b4a7ca147a', '01a226f6-0489-724b-a84d-310cf2ab7975', '01a226f6-0481-74d7-9b41-a7f7cab3350f', 'demo', 'f66197d9d45dabe6', '\xa94bfd100213678a78581e600cb752bbef1984eaeae7ab0a87840c2544cdfd27', 'report', NULL, 'spam', NULL, NULL, NULL, NULL, '[]', '2026-11-29 10:59:57.451248+00', '''-2'':2 ''failover.localhost'':3 ''from demo'' ''nobody'':1 ''spam'':4', NULL);
INSERT INTO public.reports VALUES ('01a226f6-3075-75d0-95a4-a33c7e8adab8', '01a226f6-0673-7410-8308-6a5bcc1f0862', '01a226f6-066a-7397-a7de-ff6a5e2395b5', 'demo', '8ed0ca096a20eff4', '\x56590f7806f6e79acab3cf0e0705092b8c68cc01879c177788b656b6ae64f262', 'report', NULL, 'spam', NULL, NULL, NULL, NULL, '[]', '2026-11-29 10:59:58.159458+00', '''-3'':2 ''failover.localhost'':3 ''from demo'' ''nobody'':1 ''spam'':4', NULL);
INSERT INTO public.reports VALUES ('01a226f6-32d4-7019-af39-a4748cfe79e4', '01a226f6-0b29-7108-a8c7-e700e88c4584', '01a226f6-0b15-7616-a4ba-02256113d49c', 'demo', '61bb02fa2dd193d7', '\x49b247d6d266241ac12ebc17eb0e80dd8e447b267e42bcc8055f8ac63308b11b', 'report', NULL, 'spam', NULL, NULL, NULL, NULL, '[]', '2026-11-29 10:59:58.792498+00', '''-4'':2 ''failover.localhost'':3 ''from demo'' ''nobody'':1 ''spam'':4', NULL);
INSERT INTO public.reports VALUES ('01a226f6-36e6-75ac-81dd-393378f4657c', '01a226f6-0e4a-7304-8120-54273eccf44f', '01a226f6-0e24-734d-a4eb-fde4de9fc9da', 'demo', 'fe5ce994b0d0a186', '\x5543c4dc4112f4f11d5fa7ba6e14e5d1064c7f2da3a8f9d1fd7915a82c9c02b7', 'report', NULL, 'spam', NULL, NULL, NULL, NULL, '[]', '2026-11-29 10:59:59.826355+00', '''-5'':2 ''failover.localhost'':3 ''from demo'' ''nobody'':1 ''spam'':4', NULL);


--
-- Data for Name: retention_days; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.retention_days VALUES ('report', '2026-11-29', '2025-11-29 00:00:00+00', 0, 0, true);
INSERT INTO public.retention_days VALUES ('notice', '2026-11-29', '2025-11-29 00:00:00+00', 0, 0, true);
INSERT INTO public.retention_days VALUES ('note', '2026-11-29', '2025-11-29 00:00:00+00', 0, 0, true);
INSERT INTO public.retention_days VALUES ('network', '2026-11-29', '2025-11-29 00:00:00+00', 0, 0, true);
INSERT INTO public.retention_days VALUES ('question', '2026-11-29', '2025-11-29 00:00:00+00', 0, 0, true);
INSERT INTO public.retention_days VALUES ('appeal', '2026-11-29', '2024-11-29 00:00:00+00', 0, 0, true);
INSERT INTO public.retention_days VALUES ('decision', '2026-11-29', '2024-11-29 00:00:00+00', 0, 0, true);
INSERT INTO public.retention_days VALUES ('account', '2026-11-29', '2023-11-30 00:00:00+00', 0, 0, true);
INSERT INTO public.retention_days VALUES ('inbox', '2026-11-29', '2026-10-30 00:00:00+00', 0, 0, true);
INSERT INTO public.retention_days VALUES ('draft', '2026-11-29', '2026-10-30 00:00:00+00', 0, 0, true);
INSERT INTO public.retention_days VALUES ('letter', '2026-11-29', '2026-10-30 00:00:00+00', 0, 0, true);
INSERT INTO public.retention_days VALUES ('session', '2026-11-29', '2026-10-30 00:00:00+00', 0, 0, true);
INSERT INTO public.retention_days VALUES ('exposure', '2026-11-29', '2026-08-31 00:00:00+00', 0, 0, true);
INSERT INTO public.retention_days VALUES ('handover', '2026-11-29', '2026-08-31 00:00:00+00', 0, 0, true);
INSERT INTO public.retention_days VALUES ('search', '2026-11-29', '2024-11-29 00:00:00+00', 0, 0, true);
INSERT INTO public.retention_days VALUES ('notifier', '2026-11-29', '2024-11-29 00:00:00+00', 0, 0, true);


--
-- Data for Name: saved_searches; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: scim_users; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: second_reviews; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: second_reviews_drawn; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.second_reviews_drawn VALUES (1, '2026-11-29 10:58:49.018396+00', '00000000-0000-0000-0000-000000000000');


--
-- Data for Name: service_tokens; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: sessions; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: sign_ins; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: signal_banks; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: signal_counts; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: signal_hashes; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: signal_hits; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: signal_hours; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.signal_hours VALUES ('\xb5015622641fa79e8676a0dc84a9e7fb10ccd778dac43364427da546c24c5b7c', '2026-11-29 10:00:00+00', 1, 0, false);
INSERT INTO public.signal_hours VALUES ('\xb63b393eba693a602c73a60d083ffb012a53a622cad015f00eff78a0f4025442', '2026-11-29 10:00:00+00', 1, 0, false);
INSERT INTO public.signal_hours VALUES ('\xc4d4832f8c3b49c2f733208be3bb9c9406defc17549c636a84a5031804e0a6e2', '2026-11-29 10:00:00+00', 1, 0, false);
INSERT INTO public.signal_hours VALUES ('\xa9ee88abf8272bc98a89f2c8179a5ff87093edc7420d7c909de1163b1485c16f', '2026-11-29 10:00:00+00', 1, 0, false);
INSERT INTO public.signal_hours VALUES ('\x438143e1053554071edcc953ac9979208b5812b83bf8ad34d79ed4cf911a1b70', '2026-11-29 10:00:00+00', 1, 0, false);


--
-- Data for Name: signal_media_counts; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: signal_media_queue; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: signal_queue; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.signal_queue OVERRIDING SYSTEM VALUE VALUES (1, '01a226f6-01c6-7002-8c9c-2965f19cfa70');
INSERT INTO public.signal_queue OVERRIDING SYSTEM VALUE VALUES (4, '01a226f6-0493-7698-b2d9-66db0411bc62');
INSERT INTO public.signal_queue OVERRIDING SYSTEM VALUE VALUES (5, '01a226f6-067e-72dd-a9f5-73443bd68ce4');
INSERT INTO public.signal_queue OVERRIDING SYSTEM VALUE VALUES (6, '01a226f6-0b56-779a-a1ae-4e68d93c370d');
INSERT INTO public.signal_queue OVERRIDING SYSTEM VALUE VALUES (7, '01a226f6-0e69-7164-a3ec-2ae3ef6c47be');
INSERT INTO public.signal_queue OVERRIDING SYSTEM VALUE VALUES (9, '01a226f6-1140-745b-a33b-414556ed71db');
INSERT INTO public.signal_queue OVERRIDING SYSTEM VALUE VALUES (10, '01a226f6-15ac-7344-a435-753205a991ed');
INSERT INTO public.signal_queue OVERRIDING SYSTEM VALUE VALUES (12, '01a226f6-176c-749f-b199-6370a32944ac');
INSERT INTO public.signal_queue OVERRIDING SYSTEM VALUE VALUES (13, '01a226f6-1a28-729b-857a-18c525769855');
INSERT INTO public.signal_queue OVERRIDING SYSTEM VALUE VALUES (14, '01a226f6-1da8-749a-9a06-ea71b052c21e');
INSERT INTO public.signal_queue OVERRIDING SYSTEM VALUE VALUES (15, '01a226f6-213c-74e6-bbfa-df98f1397876');
INSERT INTO public.signal_queue OVERRIDING SYSTEM VALUE VALUES (16, '01a226f6-2386-743f-8730-cbf31a451117');
INSERT INTO public.signal_queue OVERRIDING SYSTEM VALUE VALUES (17, '01a226f6-2650-72cc-996f-d7b708db6224');
INSERT INTO public.signal_queue OVERRIDING SYSTEM VALUE VALUES (19, '01a226f6-2866-72f7-8a7a-4b5c5c0be4e1');
INSERT INTO public.signal_queue OVERRIDING SYSTEM VALUE VALUES (20, '01a226f6-2a6f-7367-b26f-b2751407693e');
INSERT INTO public.signal_queue OVERRIDING SYSTEM VALUE VALUES (21, '01a226f6-2db4-7455-9d6d-c7b4a7ca147a');
INSERT INTO public.signal_queue OVERRIDING SYSTEM VALUE VALUES (22, '01a226f6-3075-75d0-95a4-a33c7e8adab8');
INSERT INTO public.signal_queue OVERRIDING SYSTEM VALUE VALUES (23, '01a226f6-32d4-7019-af39-a4748cfe79e4');
INSERT INTO public.signal_queue OVERRIDING SYSTEM VALUE VALUES (24, '01a226f6-36e6-75ac-81dd-393378f4657c');


--
-- Data for Name: signal_reporters; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: signal_rules; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: signal_tests; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: signals; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: skips; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: statements_of_reasons; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.statements_of_reasons VALUES ('prop_01a226f6079d73948def96805e71b5fc', '01a226f6-0245-76f9-bb0b-62d61027009d', '2026-11-29 10:59:51.157038+00', '{"v": 1, "facts": null, "order": null, "scope": {"kind": "account", "platform": "matrix:failover.localhost", "restricts": "account"}, "action": "suspend", "ground": {"law": null, "kind": "terms_and_conditions", "text": "Targeted abuse of a person, threats, or calling on others to do it. Look at the thread before and after. A first, mild case is warned. Repeated or grave abuse makes the account read-only while it lasts.", "policy": "harassment/1", "reference_url": null}, "source": "notice", "content": {"date": "2026-11-29", "types": ["other"], "language": null}, "redress": {"appeal": {"free": true, "months": 6}, "courts": true, "out_of_court": null}, "category": "harassment", "duration": {"from": "2026-11-29T10:59:50.585Z", "until": null, "reversible": true}, "proposal": "prop_01a226f6079d73948def96805e71b5fc", "automated": {"decision": false, "detection": false}, "application_date": "2026-11-29"}', false);
INSERT INTO public.statements_of_reasons VALUES ('prop_01a226f607f072f1b2b31a6d261a7f53', '01a226f6-0245-76f9-bb0b-62d5090570f7', '2026-11-29 10:59:53.805726+00', '{"v": 1, "facts": null, "order": null, "scope": {"kind": "account", "platform": "matrix:failover.localhost", "restricts": "account"}, "action": "suspend", "ground": {"law": null, "kind": "terms_and_conditions", "text": "Targeted abuse of a person, threats, or calling on others to do it. Look at the thread before and after. A first, mild case is warned. Repeated or grave abuse makes the account read-only while it lasts.", "policy": "harassment/1", "reference_url": null}, "source": "notice", "content": {"date": "2026-11-29", "types": ["other"], "language": null}, "redress": {"appeal": {"free": true, "months": 6}, "courts": true, "out_of_court": null}, "category": "harassment", "duration": {"from": "2026-11-29T10:59:53.626Z", "until": null, "reversible": true}, "proposal": "prop_01a226f607f072f1b2b31a6d261a7f53", "automated": {"decision": false, "detection": false}, "application_date": "2026-11-29"}', false);
INSERT INTO public.statements_of_reasons VALUES ('prop_01a226f6132c73ac8c2ccd750fc29b96', '01a226f6-0e9f-77ff-8497-a1b05c7a90f4', '2026-11-29 10:59:57.51398+00', '{"v": 1, "facts": null, "order": null, "scope": {"kind": "account", "platform": "matrix:failover.localhost", "restricts": "account"}, "action": "suspend", "ground": {"law": null, "kind": "terms_and_conditions", "text": "Targeted abuse of a person, threats, or calling on others to do it. Look at the thread before and after. A first, mild case is warned. Repeated or grave abuse makes the account read-only while it lasts.", "policy": "harassment/1", "reference_url": null}, "source": "notice", "content": {"date": "2026-11-29", "types": ["other"], "language": null}, "redress": {"appeal": {"free": true, "months": 6}, "courts": true, "out_of_court": null}, "category": "harassment", "duration": {"from": "2026-11-29T10:59:57.079Z", "until": null, "reversible": true}, "proposal": "prop_01a226f6132c73ac8c2ccd750fc29b96", "automated": {"decision": false, "detection": false}, "application_date": "2026-11-29"}', false);


--
-- Data for Name: subjects; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.subjects VALUES ('01a226f6-019d-7198-b35f-043ed0d054f1', 'matrix:failover.localhost', 'account', '@nobody-1:failover.localhost', '2026-11-29 10:59:46.18066+00', NULL);
INSERT INTO public.subjects VALUES ('01a226f6-023b-713c-837a-d0d087988231', 'matrix:failover.localhost', 'account', '@subject-873a8b79:failover.localhost', '2026-11-29 10:59:46.324895+00', NULL);
INSERT INTO public.subjects VALUES ('01a226f6-023b-713c-837a-d0d190fbe814', 'matrix:failover.localhost', 'account', '@subject-d04d86c4:failover.localhost', '2026-11-29 10:59:46.324895+00', NULL);
INSERT INTO public.subjects VALUES ('01a226f6-0481-74d7-9b41-a7f7cab3350f', 'matrix:failover.localhost', 'account', '@nobody-2:failover.localhost', '2026-11-29 10:59:46.921207+00', NULL);
INSERT INTO public.subjects VALUES ('01a226f6-066a-7397-a7de-ff6a5e2395b5', 'matrix:failover.localhost', 'account', '@nobody-3:failover.localhost', '2026-11-29 10:59:47.422698+00', NULL);
INSERT INTO public.subjects VALUES ('01a226f6-0b15-7616-a4ba-02256113d49c', 'matrix:failover.localhost', 'account', '@nobody-4:failover.localhost', '2026-11-29 10:59:48.559613+00', NULL);
INSERT INTO public.subjects VALUES ('01a226f6-0e24-734d-a4eb-fde4de9fc9da', 'matrix:failover.localhost', 'account', '@nobody-5:failover.localhost', '2026-11-29 10:59:49.377679+00', NULL);
INSERT INTO public.subjects VALUES ('01a226f6-0e9c-779c-941a-16cd64702a04', 'matrix:failover.localhost', 'account', '@subject-a20ea175:failover.localhost', '2026-11-29 10:59:49.530754+00', NULL);
INSERT INTO public.subjects VALUES ('01a226f6-1127-72e6-a291-9ea34825cedf', 'matrix:failover.localhost', 'account', '@nobody-6:failover.localhost', '2026-11-29 10:59:50.173325+00', NULL);
INSERT INTO public.subjects VALUES ('01a226f6-158b-7383-a61c-70208fd49277', 'matrix:failover.localhost', 'account', '@nobody-0:failover.localhost', '2026-11-29 10:59:51.302356+00', NULL);
INSERT INTO public.subjects VALUES ('01a226f6-15c7-74b5-adc6-fefb46193f6b', 'matrix:failover.localhost', 'account', '@subject-d32ef538:failover.localhost', '2026-11-29 10:59:51.354985+00', NULL);
INSERT INTO public.subjects VALUES ('01a226f6-26a7-779f-8286-074aaec490f5', 'matrix:failover.localhost', 'account', '@subject-c5641b62:failover.localhost', '2026-11-29 10:59:55.652123+00', NULL);


--
-- Data for Name: taken; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: tellings; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.tellings VALUES ('prop_01a226f619a97765922e82938c8fa65a', '\xeb1bab50796888acd5bdb6c0b4bbe0c0e34888e966b9d0b4ab78563e2c43ea79', '2026-11-29 11:00:20.521096+00', NULL);
INSERT INTO public.tellings VALUES ('prop_01a226f6079d73948def96805e71b5fc', '\x06b5c088e258a4517e7419efffef2825a49695e8ad6f1fcaa763ab936a540039', '2026-11-29 10:59:50.786751+00', '2026-11-29 11:00:21.338807+00');
INSERT INTO public.tellings VALUES ('prop_01a226f62b837447a2693433d3be14d7', '\xa71748b60efaacde21362a4ced42ffc3f983896ed0620492fe406a4751a58412', '2026-11-29 11:00:22.897775+00', NULL);
INSERT INTO public.tellings VALUES ('prop_01a226f607f072f1b2b31a6d261a7f53', '\xd7578a77669ab8faad0d28619679de025d3da1bc41bf65daba8249b929bfef54', '2026-11-29 10:59:56.524379+00', '2026-11-29 11:00:24.064997+00');
INSERT INTO public.tellings VALUES ('prop_01a226f6132c73ac8c2ccd750fc29b96', '\x83d9c0308cb62e85fc5873920fadc685709f836c9186a9f23e94bc75b5f3f342', '2026-11-29 11:00:27.095909+00', NULL);


--
-- Data for Name: templates; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Data for Name: trusted_flaggers; Type: TABLE DATA; Schema: public; Owner: -
--



--
-- Name: export_openings_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.export_openings_id_seq', 1, false);


--
-- Name: inbox_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.inbox_id_seq', 1, false);


--
-- Name: labels_seq_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.labels_seq_seq', 1, false);


--
-- Name: ledger_queue_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.ledger_queue_id_seq', 77, true);


--
-- Name: network_events_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.network_events_id_seq', 1, false);


--
-- Name: signal_queue_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.signal_queue_id_seq', 33, true);


--
-- Name: ahead ahead_case_id_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.ahead
    ADD CONSTRAINT ahead_case_id_key UNIQUE (case_id);


--
-- Name: ahead ahead_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.ahead
    ADD CONSTRAINT ahead_pkey PRIMARY KEY (person);


--
-- Name: appeals appeals_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.appeals
    ADD CONSTRAINT appeals_pkey PRIMARY KEY (id);


--
-- Name: batch_accounts batch_accounts_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.batch_accounts
    ADD CONSTRAINT batch_accounts_pkey PRIMARY KEY (batch_id, case_id);


--
-- Name: batches batches_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.batches
    ADD CONSTRAINT batches_pkey PRIMARY KEY (id);


--
-- Name: callbacks callbacks_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.callbacks
    ADD CONSTRAINT callbacks_pkey PRIMARY KEY (id);


--
-- Name: callbacks callbacks_source_kind_about_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.callbacks
    ADD CONSTRAINT callbacks_source_kind_about_key UNIQUE (source, kind, about);


--
-- Name: care care_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.care
    ADD CONSTRAINT care_pkey PRIMARY KEY (person);


--
-- Name: case_hands case_hands_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.case_hands
    ADD CONSTRAINT case_hands_pkey PRIMARY KEY (case_id, person);


--
-- Name: case_hours case_hours_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.case_hours
    ADD CONSTRAINT case_hours_pkey PRIMARY KEY (hour, area);


--
-- Name: case_tags case_tags_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.case_tags
    ADD CONSTRAINT case_tags_pkey PRIMARY KEY (case_id, tag);


--
-- Name: cases cases_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.cases
    ADD CONSTRAINT cases_pkey PRIMARY KEY (id);


--
-- Name: delegations delegations_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.delegations
    ADD CONSTRAINT delegations_pkey PRIMARY KEY (proposal_id, from_person);


--
-- Name: drafts drafts_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.drafts
    ADD CONSTRAINT drafts_pkey PRIMARY KEY (proposal_id);


--
-- Name: enrolments enrolments_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.enrolments
    ADD CONSTRAINT enrolments_pkey PRIMARY KEY (public);


--
-- Name: event_cursors event_cursors_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.event_cursors
    ADD CONSTRAINT event_cursors_pkey PRIMARY KEY (endpoint);


--
-- Name: export_accounts export_accounts_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.export_accounts
    ADD CONSTRAINT export_accounts_pkey PRIMARY KEY (export_id);


--
-- Name: export_accounts export_accounts_token_hash_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.export_accounts
    ADD CONSTRAINT export_accounts_token_hash_key UNIQUE (token_hash);


--
-- Name: export_openings export_openings_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.export_openings
    ADD CONSTRAINT export_openings_pkey PRIMARY KEY (id);


--
-- Name: exports exports_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.exports
    ADD CONSTRAINT exports_pkey PRIMARY KEY (id);


--
-- Name: exposure_clocks exposure_clocks_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.exposure_clocks
    ADD CONSTRAINT exposure_clocks_pkey PRIMARY KEY (person);


--
-- Name: exposure_lifts exposure_lifts_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.exposure_lifts
    ADD CONSTRAINT exposure_lifts_pkey PRIMARY KEY (person, day);


--
-- Name: exposure exposure_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.exposure
    ADD CONSTRAINT exposure_pkey PRIMARY KEY (person, day, area);


--
-- Name: filings filings_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.filings
    ADD CONSTRAINT filings_pkey PRIMARY KEY (puid);


--
-- Name: handed_appeals handed_appeals_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.handed_appeals
    ADD CONSTRAINT handed_appeals_pkey PRIMARY KEY (source, ref);


--
-- Name: hands hands_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.hands
    ADD CONSTRAINT hands_pkey PRIMARY KEY (proposal_id, signer);


--
-- Name: holds holds_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.holds
    ADD CONSTRAINT holds_pkey PRIMARY KEY (id);


--
-- Name: inbox inbox_connector_identity_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.inbox
    ADD CONSTRAINT inbox_connector_identity_key UNIQUE (connector, identity);


--
-- Name: inbox inbox_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.inbox
    ADD CONSTRAINT inbox_pkey PRIMARY KEY (id);


--
-- Name: kept_values kept_values_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.kept_values
    ADD CONSTRAINT kept_values_pkey PRIMARY KEY (commitment);


--
-- Name: labels labels_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.labels
    ADD CONSTRAINT labels_pkey PRIMARY KEY (seq);


--
-- Name: ledger_published ledger_published_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.ledger_published
    ADD CONSTRAINT ledger_published_pkey PRIMARY KEY (one);


--
-- Name: ledger_queue ledger_queue_leaf_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.ledger_queue
    ADD CONSTRAINT ledger_queue_leaf_key UNIQUE (leaf);


--
-- Name: ledger_queue ledger_queue_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.ledger_queue
    ADD CONSTRAINT ledger_queue_pkey PRIMARY KEY (id);


--
-- Name: left_open left_open_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.left_open
    ADD CONSTRAINT left_open_pkey PRIMARY KEY (person, about);


--
-- Name: legal_order_items legal_order_items_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.legal_order_items
    ADD CONSTRAINT legal_order_items_pkey PRIMARY KEY (order_id, place);


--
-- Name: legal_order_words legal_order_words_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.legal_order_words
    ADD CONSTRAINT legal_order_words_pkey PRIMARY KEY (order_id, person, genuine);


--
-- Name: legal_orders legal_orders_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.legal_orders
    ADD CONSTRAINT legal_orders_pkey PRIMARY KEY (id);


--
-- Name: likeness likeness_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.likeness
    ADD CONSTRAINT likeness_pkey PRIMARY KEY (band, is_open, case_id);


--
-- Name: mail_outbox mail_outbox_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.mail_outbox
    ADD CONSTRAINT mail_outbox_pkey PRIMARY KEY (id);


--
-- Name: mutes mutes_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.mutes
    ADD CONSTRAINT mutes_pkey PRIMARY KEY (case_id);


--
-- Name: network_events network_events_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.network_events
    ADD CONSTRAINT network_events_pkey PRIMARY KEY (id);


--
-- Name: network_events network_events_report_id_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.network_events
    ADD CONSTRAINT network_events_report_id_key UNIQUE (report_id);


--
-- Name: notes notes_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.notes
    ADD CONSTRAINT notes_pkey PRIMARY KEY (id);


--
-- Name: notices notices_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.notices
    ADD CONSTRAINT notices_pkey PRIMARY KEY (id);


--
-- Name: notices notices_report_id_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.notices
    ADD CONSTRAINT notices_report_id_key UNIQUE (report_id);


--
-- Name: notices notices_source_key_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.notices
    ADD CONSTRAINT notices_source_key_key UNIQUE (source, key);


--
-- Name: notices notices_token_hash_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.notices
    ADD CONSTRAINT notices_token_hash_key UNIQUE (token_hash);


--
-- Name: notifier_steps notifier_steps_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.notifier_steps
    ADD CONSTRAINT notifier_steps_pkey PRIMARY KEY (notifier_id, number);


--
-- Name: notifiers notifiers_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.notifiers
    ADD CONSTRAINT notifiers_pkey PRIMARY KEY (id);


--
-- Name: notifiers notifiers_voice_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.notifiers
    ADD CONSTRAINT notifiers_voice_key UNIQUE (voice);


--
-- Name: passkeys_asked passkeys_asked_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.passkeys_asked
    ADD CONSTRAINT passkeys_asked_pkey PRIMARY KEY (link);


--
-- Name: people_drafts people_drafts_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.people_drafts
    ADD CONSTRAINT people_drafts_pkey PRIMARY KEY (source, person);


--
-- Name: people_sources people_sources_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.people_sources
    ADD CONSTRAINT people_sources_pkey PRIMARY KEY (name, key);


--
-- Name: presence presence_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.presence
    ADD CONSTRAINT presence_pkey PRIMARY KEY (case_id, person);


--
-- Name: proposals proposals_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.proposals
    ADD CONSTRAINT proposals_pkey PRIMARY KEY (id);


--
-- Name: questions questions_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.questions
    ADD CONSTRAINT questions_pkey PRIMARY KEY (id);


--
-- Name: queue_figures queue_figures_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.queue_figures
    ADD CONSTRAINT queue_figures_pkey PRIMARY KEY (kind, name);


--
-- Name: quorate_migrations quorate_migrations_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.quorate_migrations
    ADD CONSTRAINT quorate_migrations_pkey PRIMARY KEY (name);


--
-- Name: reporters reporters_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.reporters
    ADD CONSTRAINT reporters_pkey PRIMARY KEY (source, reporter);


--
-- Name: reports reports_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.reports
    ADD CONSTRAINT reports_pkey PRIMARY KEY (id);


--
-- Name: reports reports_source_key_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.reports
    ADD CONSTRAINT reports_source_key_key UNIQUE (source, key);


--
-- Name: retention_days retention_days_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.retention_days
    ADD CONSTRAINT retention_days_pkey PRIMARY KEY (kind, day);


--
-- Name: saved_searches saved_searches_person_name_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.saved_searches
    ADD CONSTRAINT saved_searches_person_name_key UNIQUE (person, name);


--
-- Name: saved_searches saved_searches_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.saved_searches
    ADD CONSTRAINT saved_searches_pkey PRIMARY KEY (id);


--
-- Name: scim_users scim_users_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.scim_users
    ADD CONSTRAINT scim_users_pkey PRIMARY KEY (id);


--
-- Name: scim_users scim_users_source_person_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.scim_users
    ADD CONSTRAINT scim_users_source_person_key UNIQUE (source, person);


--
-- Name: scim_users scim_users_source_user_name_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.scim_users
    ADD CONSTRAINT scim_users_source_user_name_key UNIQUE (source, user_name);


--
-- Name: second_reviews second_reviews_case_id_version_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.second_reviews
    ADD CONSTRAINT second_reviews_case_id_version_key UNIQUE (case_id, version);


--
-- Name: second_reviews_drawn second_reviews_drawn_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.second_reviews_drawn
    ADD CONSTRAINT second_reviews_drawn_pkey PRIMARY KEY (one);


--
-- Name: second_reviews second_reviews_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.second_reviews
    ADD CONSTRAINT second_reviews_pkey PRIMARY KEY (id);


--
-- Name: service_tokens service_tokens_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.service_tokens
    ADD CONSTRAINT service_tokens_pkey PRIMARY KEY (mark);


--
-- Name: sessions sessions_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_pkey PRIMARY KEY (id);


--
-- Name: sign_ins sign_ins_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sign_ins
    ADD CONSTRAINT sign_ins_pkey PRIMARY KEY (issuer, subject);


--
-- Name: signal_banks signal_banks_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.signal_banks
    ADD CONSTRAINT signal_banks_pkey PRIMARY KEY (name);


--
-- Name: signal_counts signal_counts_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.signal_counts
    ADD CONSTRAINT signal_counts_pkey PRIMARY KEY (name, version);


--
-- Name: signal_hashes signal_hashes_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.signal_hashes
    ADD CONSTRAINT signal_hashes_pkey PRIMARY KEY (bank, hash);


--
-- Name: signal_hits signal_hits_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.signal_hits
    ADD CONSTRAINT signal_hits_pkey PRIMARY KEY (name, version, report_id);


--
-- Name: signal_hours signal_hours_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.signal_hours
    ADD CONSTRAINT signal_hours_pkey PRIMARY KEY (account, hour);


--
-- Name: signal_media_counts signal_media_counts_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.signal_media_counts
    ADD CONSTRAINT signal_media_counts_pkey PRIMARY KEY (outcome);


--
-- Name: signal_media_queue signal_media_queue_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.signal_media_queue
    ADD CONSTRAINT signal_media_queue_pkey PRIMARY KEY (report_id);


--
-- Name: signal_queue signal_queue_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.signal_queue
    ADD CONSTRAINT signal_queue_pkey PRIMARY KEY (id);


--
-- Name: signal_queue signal_queue_report_id_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.signal_queue
    ADD CONSTRAINT signal_queue_report_id_key UNIQUE (report_id);


--
-- Name: signal_reporters signal_reporters_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.signal_reporters
    ADD CONSTRAINT signal_reporters_pkey PRIMARY KEY (account, hour, reporter);


--
-- Name: signal_rules signal_rules_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.signal_rules
    ADD CONSTRAINT signal_rules_pkey PRIMARY KEY (name, version);


--
-- Name: signal_tests signal_tests_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.signal_tests
    ADD CONSTRAINT signal_tests_pkey PRIMARY KEY (id);


--
-- Name: signals signals_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.signals
    ADD CONSTRAINT signals_pkey PRIMARY KEY (issuer, jti);


--
-- Name: skips skips_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.skips
    ADD CONSTRAINT skips_pkey PRIMARY KEY (person, case_id);


--
-- Name: statements_of_reasons statements_of_reasons_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.statements_of_reasons
    ADD CONSTRAINT statements_of_reasons_pkey PRIMARY KEY (proposal_id);


--
-- Name: subjects subjects_connector_kind_native_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.subjects
    ADD CONSTRAINT subjects_connector_kind_native_key UNIQUE (connector, kind, native);


--
-- Name: subjects subjects_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.subjects
    ADD CONSTRAINT subjects_pkey PRIMARY KEY (id);


--
-- Name: taken taken_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.taken
    ADD CONSTRAINT taken_pkey PRIMARY KEY (person);


--
-- Name: tellings tellings_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tellings
    ADD CONSTRAINT tellings_pkey PRIMARY KEY (proposal_id);


--
-- Name: tellings tellings_token_hash_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tellings
    ADD CONSTRAINT tellings_token_hash_key UNIQUE (token_hash);


--
-- Name: templates templates_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.templates
    ADD CONSTRAINT templates_pkey PRIMARY KEY (key);


--
-- Name: trusted_flaggers trusted_flaggers_domain_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.trusted_flaggers
    ADD CONSTRAINT trusted_flaggers_domain_key UNIQUE (domain);


--
-- Name: trusted_flaggers trusted_flaggers_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.trusted_flaggers
    ADD CONSTRAINT trusted_flaggers_pkey PRIMARY KEY (id);


--
-- Name: trusted_flaggers trusted_flaggers_source_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.trusted_flaggers
    ADD CONSTRAINT trusted_flaggers_source_key UNIQUE (source);


--
-- Name: appeals_by_case; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX appeals_by_case ON public.appeals USING btree (case_id, filed_at, id);


--
-- Name: appeals_decided; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX appeals_decided ON public.appeals USING btree (decided_at, id) WHERE (decided_at IS NOT NULL);


--
-- Name: appeals_once; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX appeals_once ON public.appeals USING btree (decision, side);


--
-- Name: appeals_open; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX appeals_open ON public.appeals USING btree (filed_at, id) WHERE (decided_at IS NULL);


--
-- Name: appeals_to_erase; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX appeals_to_erase ON public.appeals USING btree (filed_at, id) WHERE (erased_at IS NULL);


--
-- Name: appeals_unrestored; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX appeals_unrestored ON public.appeals USING btree (decided_at, id) WHERE unrestored;


--
-- Name: batches_by_age; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX batches_by_age ON public.batches USING btree (made_at DESC, id DESC);


--
-- Name: callbacks_due; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX callbacks_due ON public.callbacks USING btree (send_at) WHERE (body IS NOT NULL);


--
-- Name: cases_by_age; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX cases_by_age ON public.cases USING btree (opened_at DESC, id DESC);


--
-- Name: cases_by_subject; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX cases_by_subject ON public.cases USING btree (subject_id, opened_at, id);


--
-- Name: cases_closed; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX cases_closed ON public.cases USING btree (closed_at, id) WHERE (closed_at IS NOT NULL);


--
-- Name: cases_due; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX cases_due ON public.cases USING btree (due_at, id) WHERE (state = 'open'::text);


--
-- Name: cases_due_by_area; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX cases_due_by_area ON public.cases USING btree (area, due_at, id) WHERE (state = 'open'::text);


--
-- Name: cases_due_by_language; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX cases_due_by_language ON public.cases USING btree (language, due_at, id) WHERE (state = 'open'::text);


--
-- Name: cases_due_by_tier; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX cases_due_by_tier ON public.cases USING btree (tier, due_at, id) WHERE (state = 'open'::text);


--
-- Name: cases_held; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX cases_held ON public.cases USING btree (claimed_by) WHERE (claimed_by IS NOT NULL);


--
-- Name: cases_one_open; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX cases_one_open ON public.cases USING btree (subject_id) WHERE (state = 'open'::text);


--
-- Name: cases_reopened; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX cases_reopened ON public.cases USING btree (waiting_since) WHERE (reopened_by IS NOT NULL);


--
-- Name: cases_to_look; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX cases_to_look ON public.cases USING btree (look_at, id) WHERE ((state = 'open'::text) AND (tier IS NULL));


--
-- Name: cases_unranked; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX cases_unranked ON public.cases USING btree (id) WHERE ((state = 'open'::text) AND unranked);


--
-- Name: cases_waiting; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX cases_waiting ON public.cases USING btree (waiting_since) INCLUDE (area, language, tier, severity) WHERE (state = 'open'::text);


--
-- Name: delegations_from; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX delegations_from ON public.delegations USING btree (from_person, given_at);


--
-- Name: delegations_to; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX delegations_to ON public.delegations USING btree (to_person, given_at);


--
-- Name: delegations_to_erase; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX delegations_to_erase ON public.delegations USING btree (given_at);


--
-- Name: drafts_to_erase; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX drafts_to_erase ON public.drafts USING btree (made_at);


--
-- Name: export_openings_by_export; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX export_openings_by_export ON public.export_openings USING btree (export_id, opened_at);


--
-- Name: exports_by_age; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX exports_by_age ON public.exports USING btree (asked_at, id);


--
-- Name: exports_by_ref; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX exports_by_ref ON public.exports USING btree (ref, asked_at);


--
-- Name: exposure_by_day; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX exposure_by_day ON public.exposure USING btree (day);


--
-- Name: exposure_lifts_to_erase; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX exposure_lifts_to_erase ON public.exposure_lifts USING btree (day);


--
-- Name: filings_refused; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX filings_refused ON public.filings USING btree (answered_at, puid) WHERE (state = 'refused'::text);


--
-- Name: filings_unrehearsed; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX filings_unrehearsed ON public.filings USING btree (queued_at, puid) WHERE (rehearsed_at IS NULL);


--
-- Name: filings_waiting; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX filings_waiting ON public.filings USING btree (due_at, puid) WHERE (state = 'waiting'::text);


--
-- Name: handed_appeals_by_appeal; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX handed_appeals_by_appeal ON public.handed_appeals USING btree (appeal_id);


--
-- Name: holds_by_case; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX holds_by_case ON public.holds USING btree (case_id) WHERE (lifted_at IS NULL);


--
-- Name: holds_by_subject; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX holds_by_subject ON public.holds USING btree (subject_id) WHERE (lifted_at IS NULL);


--
-- Name: holds_standing; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX holds_standing ON public.holds USING btree (placed_at, id) WHERE (lifted_at IS NULL);


--
-- Name: inbox_to_erase; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX inbox_to_erase ON public.inbox USING btree (taken_at) WHERE ((taken_at IS NOT NULL) AND (payload <> '{}'::jsonb));


--
-- Name: inbox_waiting; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX inbox_waiting ON public.inbox USING btree (id) WHERE (taken_at IS NULL);


--
-- Name: labels_by_uri; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX labels_by_uri ON public.labels USING btree (uri, val, src, seq);


--
-- Name: ledger_queue_once; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX ledger_queue_once ON public.ledger_queue USING btree (written_by, counter) WHERE (counter IS NOT NULL);


--
-- Name: ledger_queue_waiting; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ledger_queue_waiting ON public.ledger_queue USING btree (id) WHERE (leaf IS NULL);


--
-- Name: left_open_about; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX left_open_about ON public.left_open USING btree (about, left_at);


--
-- Name: left_open_to_erase; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX left_open_to_erase ON public.left_open USING btree (left_at);


--
-- Name: legal_order_items_by_case; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX legal_order_items_by_case ON public.legal_order_items USING btree (case_id);


--
-- Name: legal_orders_over; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX legal_orders_over ON public.legal_orders USING btree (taken_at DESC, id) WHERE ((outcome IS NOT NULL) OR (found = 'rejected'::text));


--
-- Name: legal_orders_to_answer; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX legal_orders_to_answer ON public.legal_orders USING btree (answered_at) WHERE ((answered_at IS NOT NULL) AND (answer_told_at IS NULL));


--
-- Name: legal_orders_to_tell; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX legal_orders_to_tell ON public.legal_orders USING btree (taken_at) WHERE (told_at IS NULL);


--
-- Name: legal_orders_waiting; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX legal_orders_waiting ON public.legal_orders USING btree (deadline, id) WHERE ((outcome IS NULL) AND (found IS DISTINCT FROM 'rejected'::text));


--
-- Name: letters_to_erase; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX letters_to_erase ON public.mail_outbox USING btree (made_at);


--
-- Name: likeness_by_case; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX likeness_by_case ON public.likeness USING btree (case_id);


--
-- Name: mail_outbox_next; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX mail_outbox_next ON public.mail_outbox USING btree (send_at);


--
-- Name: network_events_by_case; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX network_events_by_case ON public.network_events USING btree (case_id);


--
-- Name: network_events_by_subject; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX network_events_by_subject ON public.network_events USING btree (subject_id, id);


--
-- Name: network_events_to_erase; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX network_events_to_erase ON public.network_events USING btree (made_at, id);


--
-- Name: notes_by_case; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX notes_by_case ON public.notes USING btree (case_id, id);


--
-- Name: notes_to_erase; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX notes_to_erase ON public.notes USING btree (written_at, id) WHERE (text IS NOT NULL);


--
-- Name: notices_by_case; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX notices_by_case ON public.notices USING btree (case_id, received_at, id) WHERE (case_id IS NOT NULL);


--
-- Name: notices_by_flagger; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX notices_by_flagger ON public.notices USING btree (flagger_id, received_at) WHERE (flagger_id IS NOT NULL);


--
-- Name: notices_by_notifier; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX notices_by_notifier ON public.notices USING btree (notifier_id, received_at);


--
-- Name: notices_to_erase; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX notices_to_erase ON public.notices USING btree (received_at, id) WHERE (erased_at IS NULL);


--
-- Name: notices_to_receipt; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX notices_to_receipt ON public.notices USING btree (received_at) WHERE ((receipt_at IS NULL) AND (email IS NOT NULL));


--
-- Name: notices_to_tell; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX notices_to_tell ON public.notices USING btree (decided_at) WHERE ((decided_at IS NOT NULL) AND (told_at IS NULL) AND (email IS NOT NULL));


--
-- Name: notices_unfounded; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX notices_unfounded ON public.notices USING btree (unfounded_at, notifier_id) WHERE (unfounded_at IS NOT NULL);


--
-- Name: notifier_steps_to_tell; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX notifier_steps_to_tell ON public.notifier_steps USING btree (decided_at) WHERE (told_at IS NULL);


--
-- Name: notifiers_to_erase; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX notifiers_to_erase ON public.notifiers USING btree (first_at, id);


--
-- Name: passkeys_asked_by_age; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX passkeys_asked_by_age ON public.passkeys_asked USING btree (asked_at);


--
-- Name: presence_until; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX presence_until ON public.presence USING btree (until);


--
-- Name: proposals_by_age; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX proposals_by_age ON public.proposals USING btree (proposed_at, id);


--
-- Name: proposals_by_case; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX proposals_by_case ON public.proposals USING btree (case_id, proposed_at, id);


--
-- Name: proposals_by_policy; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX proposals_by_policy ON public.proposals USING btree (((statement ->> 'policy'::text)), proposed_at, id);


--
-- Name: proposals_by_proposer; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX proposals_by_proposer ON public.proposals USING btree (proposed_by, proposed_at);


--
-- Name: proposals_by_ref; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX proposals_by_ref ON public.proposals USING btree ((((resolution -> 'resolution'::text) ->> 'ref'::text)));


--
-- Name: proposals_by_subject; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX proposals_by_subject ON public.proposals USING btree (subject_id, proposed_at, id);


--
-- Name: proposals_to_erase; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX proposals_to_erase ON public.proposals USING btree (COALESCE(counts_from, proposed_at), id) WHERE (erased_at IS NULL);


--
-- Name: questions_by_proposal; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX questions_by_proposal ON public.questions USING btree (proposal_id, asked_at, id);


--
-- Name: questions_to_erase; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX questions_to_erase ON public.questions USING btree (asked_at, id);


--
-- Name: questions_unanswered; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX questions_unanswered ON public.questions USING btree (asked_of, asked_at) WHERE (answer IS NULL);


--
-- Name: reports_by_case; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX reports_by_case ON public.reports USING btree (case_id, received_at, id);


--
-- Name: reports_by_reporter; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX reports_by_reporter ON public.reports USING btree (source, reporter) WHERE (reporter IS NOT NULL);


--
-- Name: reports_by_words; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX reports_by_words ON public.reports USING gin (words);


--
-- Name: reports_to_erase; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX reports_to_erase ON public.reports USING btree (received_at, id) WHERE (erased_at IS NULL);


--
-- Name: retention_days_untold; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX retention_days_untold ON public.retention_days USING btree (kind) WHERE (told < rows);


--
-- Name: saved_searches_of_team; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX saved_searches_of_team ON public.saved_searches USING btree (team, name) WHERE (team IS NOT NULL);


--
-- Name: saved_searches_to_erase; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX saved_searches_to_erase ON public.saved_searches USING btree (saved_at);


--
-- Name: scim_users_by_external_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX scim_users_by_external_id ON public.scim_users USING btree (source, external_id);


--
-- Name: second_reviews_answered; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX second_reviews_answered ON public.second_reviews USING btree (answered_at, id) WHERE (answered_at IS NOT NULL);


--
-- Name: second_reviews_waiting; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX second_reviews_waiting ON public.second_reviews USING btree (closed_at, id) WHERE (answered_at IS NULL);


--
-- Name: service_tokens_by_end; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX service_tokens_by_end ON public.service_tokens USING btree (expires_at);


--
-- Name: sessions_of_person; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX sessions_of_person ON public.sessions USING btree (person, began_at);


--
-- Name: sessions_to_erase; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX sessions_to_erase ON public.sessions USING btree (ends_at);


--
-- Name: signal_hashes_near; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX signal_hashes_near ON public.signal_hashes USING gin (parts) WITH (fastupdate=off);


--
-- Name: signal_hours_to_erase; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX signal_hours_to_erase ON public.signal_hours USING btree (hour);


--
-- Name: signal_media_queue_due; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX signal_media_queue_due ON public.signal_media_queue USING btree (due_at);


--
-- Name: signal_reporters_to_erase; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX signal_reporters_to_erase ON public.signal_reporters USING btree (hour);


--
-- Name: signal_rules_one_live; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX signal_rules_one_live ON public.signal_rules USING btree (name) WHERE (state = 'live'::text);


--
-- Name: signal_rules_one_shadow; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX signal_rules_one_shadow ON public.signal_rules USING btree (name) WHERE (state = 'shadow'::text);


--
-- Name: signal_tests_newest; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX signal_tests_newest ON public.signal_tests USING btree (name, version, tested_at DESC);


--
-- Name: signals_by_age; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX signals_by_age ON public.signals USING btree (taken_at);


--
-- Name: statements_of_reasons_by_age; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX statements_of_reasons_by_age ON public.statements_of_reasons USING btree (made_at, proposal_id);


--
-- Name: statements_of_reasons_unqueued; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX statements_of_reasons_unqueued ON public.statements_of_reasons USING btree (made_at, proposal_id) WHERE (NOT queued);


--
-- Name: subjects_by_account; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX subjects_by_account ON public.subjects USING btree (connector, (
CASE kind
    WHEN 'message'::text THEN regexp_replace(native, '^[^/]*/[^/]*/'::text, ''::text)
    ELSE native
END));


--
-- Name: subjects_to_erase; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX subjects_to_erase ON public.subjects USING btree (first_seen, id) WHERE (erased_at IS NULL);


--
-- Name: inbox inbox_emptied; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER inbox_emptied BEFORE UPDATE OF payload ON public.inbox FOR EACH ROW EXECUTE FUNCTION public.emptied();


--
-- Name: likeness likeness_taken; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER likeness_taken BEFORE DELETE ON public.likeness FOR EACH ROW EXECUTE FUNCTION public.unlike();


--
-- Name: reports reports_queued; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER reports_queued AFTER INSERT ON public.reports REFERENCING NEW TABLE AS filed FOR EACH STATEMENT EXECUTE FUNCTION public.signal_queued();


--
-- Name: reports reports_reworded; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER reports_reworded BEFORE UPDATE OF category, body, evidence, reporter ON public.reports FOR EACH ROW EXECUTE FUNCTION public.reworded();


--
-- Name: signal_rules signal_rules_tested; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER signal_rules_tested BEFORE UPDATE OF state ON public.signal_rules FOR EACH ROW WHEN ((new.state = 'live'::text)) EXECUTE FUNCTION public.signal_rule_tested();


--
-- Name: appeals appeals_case_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.appeals
    ADD CONSTRAINT appeals_case_id_fkey FOREIGN KEY (case_id) REFERENCES public.cases(id);


--
-- Name: appeals appeals_proposal_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.appeals
    ADD CONSTRAINT appeals_proposal_id_fkey FOREIGN KEY (proposal_id) REFERENCES public.proposals(id);


--
-- Name: batch_accounts batch_accounts_batch_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.batch_accounts
    ADD CONSTRAINT batch_accounts_batch_id_fkey FOREIGN KEY (batch_id) REFERENCES public.batches(id);


--
-- Name: batch_accounts batch_accounts_case_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.batch_accounts
    ADD CONSTRAINT batch_accounts_case_id_fkey FOREIGN KEY (case_id) REFERENCES public.cases(id);


--
-- Name: case_hands case_hands_case_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.case_hands
    ADD CONSTRAINT case_hands_case_id_fkey FOREIGN KEY (case_id) REFERENCES public.cases(id);


--
-- Name: case_tags case_tags_case_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.case_tags
    ADD CONSTRAINT case_tags_case_id_fkey FOREIGN KEY (case_id) REFERENCES public.cases(id);


--
-- Name: cases cases_subject_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.cases
    ADD CONSTRAINT cases_subject_id_fkey FOREIGN KEY (subject_id) REFERENCES public.subjects(id);


--
-- Name: delegations delegations_proposal_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.delegations
    ADD CONSTRAINT delegations_proposal_id_fkey FOREIGN KEY (proposal_id) REFERENCES public.proposals(id);


--
-- Name: drafts drafts_case_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.drafts
    ADD CONSTRAINT drafts_case_id_fkey FOREIGN KEY (case_id) REFERENCES public.cases(id);


--
-- Name: export_accounts export_accounts_export_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.export_accounts
    ADD CONSTRAINT export_accounts_export_id_fkey FOREIGN KEY (export_id) REFERENCES public.exports(id);


--
-- Name: export_openings export_openings_export_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.export_openings
    ADD CONSTRAINT export_openings_export_id_fkey FOREIGN KEY (export_id) REFERENCES public.exports(id);


--
-- Name: handed_appeals handed_appeals_appeal_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.handed_appeals
    ADD CONSTRAINT handed_appeals_appeal_id_fkey FOREIGN KEY (appeal_id) REFERENCES public.appeals(id);


--
-- Name: hands hands_proposal_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.hands
    ADD CONSTRAINT hands_proposal_id_fkey FOREIGN KEY (proposal_id) REFERENCES public.proposals(id);


--
-- Name: holds holds_case_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.holds
    ADD CONSTRAINT holds_case_id_fkey FOREIGN KEY (case_id) REFERENCES public.cases(id);


--
-- Name: holds holds_subject_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.holds
    ADD CONSTRAINT holds_subject_id_fkey FOREIGN KEY (subject_id) REFERENCES public.subjects(id);


--
-- Name: legal_order_items legal_order_items_case_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.legal_order_items
    ADD CONSTRAINT legal_order_items_case_id_fkey FOREIGN KEY (case_id) REFERENCES public.cases(id);


--
-- Name: legal_order_items legal_order_items_order_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.legal_order_items
    ADD CONSTRAINT legal_order_items_order_id_fkey FOREIGN KEY (order_id) REFERENCES public.legal_orders(id);


--
-- Name: legal_order_words legal_order_words_order_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.legal_order_words
    ADD CONSTRAINT legal_order_words_order_id_fkey FOREIGN KEY (order_id) REFERENCES public.legal_orders(id);


--
-- Name: likeness likeness_case_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.likeness
    ADD CONSTRAINT likeness_case_id_fkey FOREIGN KEY (case_id) REFERENCES public.cases(id);


--
-- Name: mutes mutes_case_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.mutes
    ADD CONSTRAINT mutes_case_id_fkey FOREIGN KEY (case_id) REFERENCES public.cases(id);


--
-- Name: network_events network_events_case_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.network_events
    ADD CONSTRAINT network_events_case_id_fkey FOREIGN KEY (case_id) REFERENCES public.cases(id);


--
-- Name: network_events network_events_note_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.network_events
    ADD CONSTRAINT network_events_note_id_fkey FOREIGN KEY (note_id) REFERENCES public.notes(id);


--
-- Name: network_events network_events_report_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.network_events
    ADD CONSTRAINT network_events_report_id_fkey FOREIGN KEY (report_id) REFERENCES public.reports(id);


--
-- Name: network_events network_events_subject_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.network_events
    ADD CONSTRAINT network_events_subject_id_fkey FOREIGN KEY (subject_id) REFERENCES public.subjects(id);


--
-- Name: notes notes_case_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.notes
    ADD CONSTRAINT notes_case_id_fkey FOREIGN KEY (case_id) REFERENCES public.cases(id);


--
-- Name: notices notices_case_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.notices
    ADD CONSTRAINT notices_case_id_fkey FOREIGN KEY (case_id) REFERENCES public.cases(id);


--
-- Name: notices notices_flagger_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.notices
    ADD CONSTRAINT notices_flagger_id_fkey FOREIGN KEY (flagger_id) REFERENCES public.trusted_flaggers(id);


--
-- Name: notices notices_notifier_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.notices
    ADD CONSTRAINT notices_notifier_id_fkey FOREIGN KEY (notifier_id) REFERENCES public.notifiers(id);


--
-- Name: notices notices_report_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.notices
    ADD CONSTRAINT notices_report_id_fkey FOREIGN KEY (report_id) REFERENCES public.reports(id);


--
-- Name: proposals proposals_case_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.proposals
    ADD CONSTRAINT proposals_case_id_fkey FOREIGN KEY (case_id) REFERENCES public.cases(id);


--
-- Name: proposals proposals_subject_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.proposals
    ADD CONSTRAINT proposals_subject_id_fkey FOREIGN KEY (subject_id) REFERENCES public.subjects(id);


--
-- Name: questions questions_proposal_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.questions
    ADD CONSTRAINT questions_proposal_id_fkey FOREIGN KEY (proposal_id) REFERENCES public.proposals(id);


--
-- Name: reports reports_case_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.reports
    ADD CONSTRAINT reports_case_id_fkey FOREIGN KEY (case_id) REFERENCES public.cases(id);


--
-- Name: reports reports_subject_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.reports
    ADD CONSTRAINT reports_subject_id_fkey FOREIGN KEY (subject_id) REFERENCES public.subjects(id);


--
-- Name: second_reviews second_reviews_case_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.second_reviews
    ADD CONSTRAINT second_reviews_case_id_fkey FOREIGN KEY (case_id) REFERENCES public.cases(id);


--
-- Name: signal_counts signal_counts_name_version_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.signal_counts
    ADD CONSTRAINT signal_counts_name_version_fkey FOREIGN KEY (name, version) REFERENCES public.signal_rules(name, version);


--
-- Name: signal_hashes signal_hashes_bank_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.signal_hashes
    ADD CONSTRAINT signal_hashes_bank_fkey FOREIGN KEY (bank) REFERENCES public.signal_banks(name);


--
-- Name: signal_hits signal_hits_case_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.signal_hits
    ADD CONSTRAINT signal_hits_case_id_fkey FOREIGN KEY (case_id) REFERENCES public.cases(id);


--
-- Name: signal_hits signal_hits_name_version_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.signal_hits
    ADD CONSTRAINT signal_hits_name_version_fkey FOREIGN KEY (name, version) REFERENCES public.signal_rules(name, version);


--
-- Name: signal_hits signal_hits_report_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.signal_hits
    ADD CONSTRAINT signal_hits_report_id_fkey FOREIGN KEY (report_id) REFERENCES public.reports(id) ON DELETE CASCADE;


--
-- Name: signal_media_queue signal_media_queue_report_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.signal_media_queue
    ADD CONSTRAINT signal_media_queue_report_id_fkey FOREIGN KEY (report_id) REFERENCES public.reports(id) ON DELETE CASCADE;


--
-- Name: signal_queue signal_queue_report_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.signal_queue
    ADD CONSTRAINT signal_queue_report_id_fkey FOREIGN KEY (report_id) REFERENCES public.reports(id) ON DELETE CASCADE;


--
-- Name: signal_tests signal_tests_name_version_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.signal_tests
    ADD CONSTRAINT signal_tests_name_version_fkey FOREIGN KEY (name, version) REFERENCES public.signal_rules(name, version);


--
-- Name: skips skips_case_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.skips
    ADD CONSTRAINT skips_case_id_fkey FOREIGN KEY (case_id) REFERENCES public.cases(id);


--
-- Name: statements_of_reasons statements_of_reasons_case_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.statements_of_reasons
    ADD CONSTRAINT statements_of_reasons_case_id_fkey FOREIGN KEY (case_id) REFERENCES public.cases(id);


--
-- Name: statements_of_reasons statements_of_reasons_proposal_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.statements_of_reasons
    ADD CONSTRAINT statements_of_reasons_proposal_id_fkey FOREIGN KEY (proposal_id) REFERENCES public.proposals(id);


--
-- Name: tellings tellings_proposal_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tellings
    ADD CONSTRAINT tellings_proposal_id_fkey FOREIGN KEY (proposal_id) REFERENCES public.proposals(id);


--
-- Name: TABLE ahead; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.ahead TO quorate_web;


--
-- Name: TABLE appeals; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE public.appeals TO quorate_web;


--
-- Name: COLUMN appeals.erased_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(erased_at) ON TABLE public.appeals TO quorate_web;


--
-- Name: TABLE batch_accounts; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE public.batch_accounts TO quorate_web;


--
-- Name: TABLE batches; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.batches TO quorate_web;


--
-- Name: TABLE callbacks; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.callbacks TO quorate_web;


--
-- Name: COLUMN callbacks.body; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(body) ON TABLE public.callbacks TO quorate_web;


--
-- Name: COLUMN callbacks.send_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(send_at) ON TABLE public.callbacks TO quorate_web;


--
-- Name: COLUMN callbacks.tries; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(tries) ON TABLE public.callbacks TO quorate_web;


--
-- Name: COLUMN callbacks.sent_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(sent_at) ON TABLE public.callbacks TO quorate_web;


--
-- Name: TABLE care; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE public.care TO quorate_web;


--
-- Name: TABLE case_hands; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.case_hands TO quorate_web;


--
-- Name: TABLE case_hours; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.case_hours TO quorate_web;


--
-- Name: TABLE case_tags; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE ON TABLE public.case_tags TO quorate_web;


--
-- Name: TABLE cases; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE public.cases TO quorate_web;


--
-- Name: TABLE delegations; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.delegations TO quorate_web;


--
-- Name: TABLE drafts; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE ON TABLE public.drafts TO quorate_web;


--
-- Name: TABLE enrolments; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.enrolments TO quorate_web;


--
-- Name: TABLE event_cursors; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE ON TABLE public.event_cursors TO quorate_web;


--
-- Name: COLUMN event_cursors.next_entry; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(next_entry) ON TABLE public.event_cursors TO quorate_web;


--
-- Name: COLUMN event_cursors.tries; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(tries) ON TABLE public.event_cursors TO quorate_web;


--
-- Name: COLUMN event_cursors.failing_since; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(failing_since) ON TABLE public.event_cursors TO quorate_web;


--
-- Name: COLUMN event_cursors.answer; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(answer) ON TABLE public.event_cursors TO quorate_web;


--
-- Name: COLUMN event_cursors.try_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(try_at) ON TABLE public.event_cursors TO quorate_web;


--
-- Name: TABLE export_accounts; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE ON TABLE public.export_accounts TO quorate_web;


--
-- Name: COLUMN export_accounts.token_hash; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(token_hash) ON TABLE public.export_accounts TO quorate_web;


--
-- Name: TABLE export_openings; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.export_openings TO quorate_web;


--
-- Name: TABLE exports; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.exports TO quorate_web;


--
-- Name: COLUMN exports.given_by; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(given_by) ON TABLE public.exports TO quorate_web;


--
-- Name: COLUMN exports.given_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(given_at) ON TABLE public.exports TO quorate_web;


--
-- Name: COLUMN exports.until; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(until) ON TABLE public.exports TO quorate_web;


--
-- Name: COLUMN exports.ended_by; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(ended_by) ON TABLE public.exports TO quorate_web;


--
-- Name: COLUMN exports.ended_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(ended_at) ON TABLE public.exports TO quorate_web;


--
-- Name: TABLE exposure; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.exposure TO quorate_web;


--
-- Name: TABLE exposure_clocks; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE public.exposure_clocks TO quorate_web;


--
-- Name: TABLE exposure_lifts; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE ON TABLE public.exposure_lifts TO quorate_web;


--
-- Name: TABLE filings; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE public.filings TO quorate_web;


--
-- Name: TABLE handed_appeals; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.handed_appeals TO quorate_web;


--
-- Name: COLUMN handed_appeals.digest; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(digest) ON TABLE public.handed_appeals TO quorate_web;


--
-- Name: COLUMN handed_appeals.asked; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(asked) ON TABLE public.handed_appeals TO quorate_web;


--
-- Name: TABLE hands; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.hands TO quorate_web;


--
-- Name: TABLE holds; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.holds TO quorate_web;


--
-- Name: COLUMN holds.lifted_by; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(lifted_by) ON TABLE public.holds TO quorate_web;


--
-- Name: COLUMN holds.lifted_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(lifted_at) ON TABLE public.holds TO quorate_web;


--
-- Name: TABLE inbox; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.inbox TO quorate_effector;
GRANT SELECT ON TABLE public.inbox TO quorate_web;


--
-- Name: COLUMN inbox.payload; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(payload) ON TABLE public.inbox TO quorate_web;


--
-- Name: COLUMN inbox.taken_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(taken_at) ON TABLE public.inbox TO quorate_web;


--
-- Name: TABLE kept_values; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE ON TABLE public.kept_values TO quorate_web;


--
-- Name: TABLE labels; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.labels TO quorate_web;
GRANT SELECT,INSERT ON TABLE public.labels TO quorate_effector;


--
-- Name: TABLE ledger_published; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.ledger_published TO quorate_sequencer;


--
-- Name: COLUMN ledger_published.size; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(size) ON TABLE public.ledger_published TO quorate_sequencer;


--
-- Name: COLUMN ledger_published.root; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(root) ON TABLE public.ledger_published TO quorate_sequencer;


--
-- Name: TABLE ledger_queue; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.ledger_queue TO quorate_sequencer;


--
-- Name: COLUMN ledger_queue.body; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(body) ON TABLE public.ledger_queue TO quorate_web;
GRANT INSERT(body) ON TABLE public.ledger_queue TO quorate_effector;


--
-- Name: COLUMN ledger_queue.written_by; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(written_by) ON TABLE public.ledger_queue TO quorate_web;
GRANT SELECT(written_by),INSERT(written_by) ON TABLE public.ledger_queue TO quorate_effector;


--
-- Name: COLUMN ledger_queue.counter; Type: ACL; Schema: public; Owner: -
--

GRANT INSERT(counter) ON TABLE public.ledger_queue TO quorate_web;
GRANT SELECT(counter),INSERT(counter) ON TABLE public.ledger_queue TO quorate_effector;


--
-- Name: COLUMN ledger_queue.leaf; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(leaf) ON TABLE public.ledger_queue TO quorate_sequencer;


--
-- Name: TABLE left_open; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.left_open TO quorate_web;


--
-- Name: TABLE legal_order_items; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.legal_order_items TO quorate_web;


--
-- Name: TABLE legal_order_words; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.legal_order_words TO quorate_web;


--
-- Name: TABLE legal_orders; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE public.legal_orders TO quorate_web;


--
-- Name: TABLE likeness; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.likeness TO quorate_web;


--
-- Name: TABLE mail_outbox; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE ON TABLE public.mail_outbox TO quorate_web;


--
-- Name: COLUMN mail_outbox.send_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(send_at) ON TABLE public.mail_outbox TO quorate_web;


--
-- Name: COLUMN mail_outbox.tries; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(tries) ON TABLE public.mail_outbox TO quorate_web;


--
-- Name: TABLE mutes; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE ON TABLE public.mutes TO quorate_web;


--
-- Name: COLUMN mutes.until; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(until) ON TABLE public.mutes TO quorate_web;


--
-- Name: COLUMN mutes.muted_by; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(muted_by) ON TABLE public.mutes TO quorate_web;


--
-- Name: COLUMN mutes.muted_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(muted_at) ON TABLE public.mutes TO quorate_web;


--
-- Name: TABLE network_events; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE ON TABLE public.network_events TO quorate_web;


--
-- Name: TABLE notes; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.notes TO quorate_web;


--
-- Name: COLUMN notes.text; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(text) ON TABLE public.notes TO quorate_web;


--
-- Name: COLUMN notes.erased_by; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(erased_by) ON TABLE public.notes TO quorate_web;


--
-- Name: COLUMN notes.erased_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(erased_at) ON TABLE public.notes TO quorate_web;


--
-- Name: TABLE notices; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.notices TO quorate_web;


--
-- Name: COLUMN notices.request_digest; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(request_digest) ON TABLE public.notices TO quorate_web;


--
-- Name: COLUMN notices.location; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(location) ON TABLE public.notices TO quorate_web;


--
-- Name: COLUMN notices.name; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(name) ON TABLE public.notices TO quorate_web;


--
-- Name: COLUMN notices.email; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(email) ON TABLE public.notices TO quorate_web;


--
-- Name: COLUMN notices.notifier_id; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(notifier_id) ON TABLE public.notices TO quorate_web;


--
-- Name: COLUMN notices.receipt_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(receipt_at) ON TABLE public.notices TO quorate_web;


--
-- Name: COLUMN notices.confirmed_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(confirmed_at) ON TABLE public.notices TO quorate_web;


--
-- Name: COLUMN notices.trusted; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(trusted) ON TABLE public.notices TO quorate_web;


--
-- Name: COLUMN notices.explanation; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(explanation) ON TABLE public.notices TO quorate_web;


--
-- Name: COLUMN notices.review_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(review_at) ON TABLE public.notices TO quorate_web;


--
-- Name: COLUMN notices.decided_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(decided_at) ON TABLE public.notices TO quorate_web;


--
-- Name: COLUMN notices.told_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(told_at) ON TABLE public.notices TO quorate_web;


--
-- Name: COLUMN notices.unfounded_by; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(unfounded_by) ON TABLE public.notices TO quorate_web;


--
-- Name: COLUMN notices.unfounded_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(unfounded_at) ON TABLE public.notices TO quorate_web;


--
-- Name: COLUMN notices.erased_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(erased_at) ON TABLE public.notices TO quorate_web;


--
-- Name: TABLE notifier_steps; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.notifier_steps TO quorate_web;


--
-- Name: COLUMN notifier_steps.told_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(told_at) ON TABLE public.notifier_steps TO quorate_web;


--
-- Name: TABLE notifiers; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE ON TABLE public.notifiers TO quorate_web;


--
-- Name: TABLE passkeys_asked; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.passkeys_asked TO quorate_web;


--
-- Name: TABLE people_drafts; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.people_drafts TO quorate_web;


--
-- Name: TABLE people_sources; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE public.people_sources TO quorate_web;


--
-- Name: TABLE presence; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.presence TO quorate_web;


--
-- Name: TABLE proposals; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.proposals TO quorate_web;


--
-- Name: COLUMN proposals.resolution; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(resolution) ON TABLE public.proposals TO quorate_web;


--
-- Name: COLUMN proposals.erased_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(erased_at) ON TABLE public.proposals TO quorate_web;


--
-- Name: COLUMN proposals.counts_from; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(counts_from) ON TABLE public.proposals TO quorate_web;


--
-- Name: TABLE questions; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE ON TABLE public.questions TO quorate_web;


--
-- Name: COLUMN questions.asked_of; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(asked_of) ON TABLE public.questions TO quorate_web;


--
-- Name: COLUMN questions.answer; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(answer) ON TABLE public.questions TO quorate_web;


--
-- Name: COLUMN questions.answered_by; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(answered_by) ON TABLE public.questions TO quorate_web;


--
-- Name: COLUMN questions.answered_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(answered_at) ON TABLE public.questions TO quorate_web;


--
-- Name: TABLE queue_figures; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE ON TABLE public.queue_figures TO quorate_web;


--
-- Name: TABLE reporters; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.reporters TO quorate_web;


--
-- Name: TABLE reports; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.reports TO quorate_web;


--
-- Name: COLUMN reports.request_digest; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(request_digest) ON TABLE public.reports TO quorate_web;


--
-- Name: COLUMN reports.reporter; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(reporter) ON TABLE public.reports TO quorate_web;


--
-- Name: COLUMN reports.body; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(body) ON TABLE public.reports TO quorate_web;


--
-- Name: COLUMN reports.evidence; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(evidence) ON TABLE public.reports TO quorate_web;


--
-- Name: COLUMN reports.words; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(words) ON TABLE public.reports TO quorate_web;


--
-- Name: COLUMN reports.erased_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(erased_at) ON TABLE public.reports TO quorate_web;


--
-- Name: TABLE retention_days; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.retention_days TO quorate_web;


--
-- Name: COLUMN retention_days.rows; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(rows) ON TABLE public.retention_days TO quorate_web;


--
-- Name: COLUMN retention_days.told; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(told) ON TABLE public.retention_days TO quorate_web;


--
-- Name: COLUMN retention_days.done; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(done) ON TABLE public.retention_days TO quorate_web;


--
-- Name: TABLE saved_searches; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.saved_searches TO quorate_web;


--
-- Name: TABLE scim_users; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.scim_users TO quorate_web;


--
-- Name: TABLE second_reviews; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE public.second_reviews TO quorate_web;


--
-- Name: TABLE second_reviews_drawn; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE public.second_reviews_drawn TO quorate_web;


--
-- Name: TABLE service_tokens; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE ON TABLE public.service_tokens TO quorate_web;


--
-- Name: COLUMN service_tokens.expires_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(expires_at) ON TABLE public.service_tokens TO quorate_web;


--
-- Name: TABLE sessions; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE ON TABLE public.sessions TO quorate_web;


--
-- Name: COLUMN sessions.ended_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(ended_at) ON TABLE public.sessions TO quorate_web;


--
-- Name: TABLE sign_ins; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE ON TABLE public.sign_ins TO quorate_web;


--
-- Name: TABLE signal_banks; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.signal_banks TO quorate_web;


--
-- Name: COLUMN signal_banks.state; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(state) ON TABLE public.signal_banks TO quorate_web;


--
-- Name: COLUMN signal_banks.moved_by; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(moved_by) ON TABLE public.signal_banks TO quorate_web;


--
-- Name: COLUMN signal_banks.moved_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(moved_at) ON TABLE public.signal_banks TO quorate_web;


--
-- Name: COLUMN signal_banks.hits; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(hits) ON TABLE public.signal_banks TO quorate_web;


--
-- Name: TABLE signal_counts; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.signal_counts TO quorate_web;


--
-- Name: COLUMN signal_counts.hits; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(hits) ON TABLE public.signal_counts TO quorate_web;


--
-- Name: COLUMN signal_counts.alarms; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(alarms) ON TABLE public.signal_counts TO quorate_web;


--
-- Name: COLUMN signal_counts.failed; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(failed) ON TABLE public.signal_counts TO quorate_web;


--
-- Name: TABLE signal_hashes; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.signal_hashes TO quorate_web;


--
-- Name: TABLE signal_hits; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.signal_hits TO quorate_web;


--
-- Name: TABLE signal_hours; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE ON TABLE public.signal_hours TO quorate_web;


--
-- Name: COLUMN signal_hours.reports; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(reports) ON TABLE public.signal_hours TO quorate_web;


--
-- Name: COLUMN signal_hours.reporters; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(reporters) ON TABLE public.signal_hours TO quorate_web;


--
-- Name: COLUMN signal_hours.alarmed; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(alarmed) ON TABLE public.signal_hours TO quorate_web;


--
-- Name: TABLE signal_media_counts; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.signal_media_counts TO quorate_web;


--
-- Name: COLUMN signal_media_counts.reports; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(reports) ON TABLE public.signal_media_counts TO quorate_web;


--
-- Name: TABLE signal_media_queue; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE ON TABLE public.signal_media_queue TO quorate_web;


--
-- Name: COLUMN signal_media_queue.due_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(due_at) ON TABLE public.signal_media_queue TO quorate_web;


--
-- Name: COLUMN signal_media_queue.tries; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(tries) ON TABLE public.signal_media_queue TO quorate_web;


--
-- Name: TABLE signal_queue; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE ON TABLE public.signal_queue TO quorate_web;


--
-- Name: TABLE signal_reporters; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE ON TABLE public.signal_reporters TO quorate_web;


--
-- Name: TABLE signal_rules; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.signal_rules TO quorate_web;


--
-- Name: COLUMN signal_rules.state; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(state) ON TABLE public.signal_rules TO quorate_web;


--
-- Name: COLUMN signal_rules.moved_by; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(moved_by) ON TABLE public.signal_rules TO quorate_web;


--
-- Name: COLUMN signal_rules.moved_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(moved_at) ON TABLE public.signal_rules TO quorate_web;


--
-- Name: TABLE signal_tests; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.signal_tests TO quorate_web;


--
-- Name: TABLE signals; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE ON TABLE public.signals TO quorate_web;


--
-- Name: TABLE skips; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE public.skips TO quorate_web;


--
-- Name: TABLE statements_of_reasons; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.statements_of_reasons TO quorate_web;


--
-- Name: COLUMN statements_of_reasons.queued; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(queued) ON TABLE public.statements_of_reasons TO quorate_web;


--
-- Name: TABLE subjects; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.subjects TO quorate_web;


--
-- Name: COLUMN subjects.native; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(native) ON TABLE public.subjects TO quorate_web;


--
-- Name: COLUMN subjects.erased_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(erased_at) ON TABLE public.subjects TO quorate_web;


--
-- Name: TABLE taken; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE public.taken TO quorate_web;


--
-- Name: TABLE tellings; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT ON TABLE public.tellings TO quorate_effector;
GRANT SELECT ON TABLE public.tellings TO quorate_web;


--
-- Name: COLUMN tellings.delivered_at; Type: ACL; Schema: public; Owner: -
--

GRANT UPDATE(delivered_at) ON TABLE public.tellings TO quorate_effector;


--
-- Name: TABLE templates; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.templates TO quorate_web;


--
-- Name: TABLE trusted_flaggers; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE public.trusted_flaggers TO quorate_web;


--
-- PostgreSQL database dump complete
--


