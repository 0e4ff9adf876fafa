-- The projection of the journal. Nothing is kept here that the journal and the reference files do not hold.
-- Rows of figures and penalties are numbered by their entry (seq) and their place in it (row); "hash" is the
-- sha-256 of the row's own cells, meta keeps one rolling hash per table.

CREATE TABLE meta (key VARCHAR PRIMARY KEY, value VARCHAR NOT NULL);

CREATE TABLE entries (
    seq INTEGER NOT NULL, row INTEGER NOT NULL,
    time VARCHAR NOT NULL,              -- ISO, UTC
    clock_back INTEGER NOT NULL,        -- seconds behind the entry before
    actor VARCHAR NOT NULL, reason VARCHAR NOT NULL,
    base VARCHAR NOT NULL, original VARCHAR NOT NULL, reverses INTEGER NOT NULL,
    account VARCHAR NOT NULL, duty VARCHAR NOT NULL,   -- of the actor; '' = the program itself, or older than accounts
    record VARCHAR NOT NULL,            -- JSON of a publication, correction, vote or decision; '' for a plain change
    previous VARCHAR NOT NULL, entry_hash VARCHAR NOT NULL,
    hash VARCHAR NOT NULL,
    PRIMARY KEY (seq, row)
);

CREATE TABLE figures (
    seq INTEGER NOT NULL, row INTEGER NOT NULL,
    year INTEGER NOT NULL, unit VARCHAR NOT NULL, criterion VARCHAR NOT NULL, sub_criterion VARCHAR NOT NULL,
    role VARCHAR NOT NULL, level VARCHAR NOT NULL, state VARCHAR NOT NULL,
    value DECIMAL(38, 10), grade VARCHAR NOT NULL,
    status VARCHAR NOT NULL, stands_for VARCHAR NOT NULL,
    agency VARCHAR NOT NULL, vintage INTEGER NOT NULL,
    document VARCHAR NOT NULL, document_date DATE, as_of DATE, note VARCHAR NOT NULL,
    hash VARCHAR NOT NULL,
    PRIMARY KEY (seq, row)
);

CREATE TABLE penalties (
    seq INTEGER NOT NULL, row INTEGER NOT NULL,
    year INTEGER NOT NULL, unit VARCHAR NOT NULL, item VARCHAR NOT NULL, times INTEGER NOT NULL,
    status VARCHAR NOT NULL, agency VARCHAR NOT NULL,
    document VARCHAR NOT NULL, document_date DATE, note VARCHAR NOT NULL,
    hash VARCHAR NOT NULL,
    PRIMARY KEY (seq, row)
);

-- Entries whose figures and penalties do not count, and the entry that takes them back (made from "entries").
CREATE TABLE undone (seq INTEGER PRIMARY KEY, undone_by INTEGER NOT NULL);

-- Reference tables: loaded anew whenever a catalogue or rulebook file changes.

CREATE TABLE units (
    place INTEGER NOT NULL, code VARCHAR PRIMARY KEY, name VARCHAR NOT NULL, short_name VARCHAR NOT NULL,
    level VARCHAR NOT NULL, gso_code VARCHAR NOT NULL, valid_from DATE, valid_to DATE,
    former_names VARCHAR NOT NULL, source VARCHAR NOT NULL
);

CREATE TABLE roles (
    year INTEGER PRIMARY KEY, lead_unit VARCHAR NOT NULL, deputy_lead VARCHAR NOT NULL, source VARCHAR NOT NULL,
    verified BOOLEAN NOT NULL
);

CREATE TABLE agencies (
    code VARCHAR PRIMARY KEY, name VARCHAR NOT NULL, short_name VARCHAR NOT NULL, valid_from DATE, valid_to DATE,
    source VARCHAR NOT NULL, verified BOOLEAN NOT NULL
);

CREATE TABLE criteria (
    year INTEGER NOT NULL, place INTEGER NOT NULL, code VARCHAR NOT NULL, label VARCHAR NOT NULL,
    section VARCHAR NOT NULL, unit_of_measure VARCHAR NOT NULL, kind VARCHAR NOT NULL,
    lowest DECIMAL(38, 10) NOT NULL, highest DECIMAL(38, 10) NOT NULL, direction VARCHAR NOT NULL,
    target_levels VARCHAR NOT NULL, agency VARCHAR NOT NULL, max_points DECIMAL(38, 10) NOT NULL,
    method VARCHAR NOT NULL, combine VARCHAR NOT NULL, source VARCHAR NOT NULL,
    same_as VARCHAR NOT NULL, not_comparable VARCHAR NOT NULL,
    PRIMARY KEY (year, code)
);

CREATE TABLE context_figures (
    place INTEGER PRIMARY KEY, unit VARCHAR NOT NULL, indicator VARCHAR NOT NULL, year INTEGER NOT NULL,
    period VARCHAR NOT NULL, value DECIMAL(38, 10) NOT NULL, measure VARCHAR NOT NULL, status VARCHAR NOT NULL,
    source VARCHAR NOT NULL, exact_words VARCHAR NOT NULL, note VARCHAR NOT NULL
);

-- The yearly indicator tables: one row per statement that was not undone, with the words of the catalogues.
-- (indicators_2017, indicators_2018 … are cut from it for every year that has a rulebook.)

CREATE VIEW indicators AS
SELECT f.year, u.place AS unit_place, f.unit, u.short_name AS unit_name, c.place AS criterion_place, f.criterion,
       c.label, f.sub_criterion, c.unit_of_measure, f.role, f.level, f.state, f.value, f.grade, f.status,
       f.stands_for, f.agency, f.vintage, f.document, f.document_date, f.as_of, f.note, f.seq
FROM figures f
JOIN units u ON u.code = f.unit
JOIN criteria c ON c.year = f.year AND c.code = f.criterion
WHERE f.seq NOT IN (SELECT seq FROM undone);

CREATE VIEW actuals AS SELECT * FROM indicators WHERE role = 'actual';
CREATE VIEW targets AS SELECT * FROM indicators WHERE role = 'target';
CREATE VIEW baselines AS SELECT * FROM indicators WHERE role = 'baseline';
CREATE VIEW self_points AS SELECT * FROM indicators WHERE role = 'self_points';

-- What was published, proposed, approved, voted and decided, one row per entry (per unit for votes and decisions).
-- The figures of a proposed correction stand in the entry's record only; they enter "figures" with its approval.

CREATE VIEW publications AS
SELECT (record ->> '$.year')::INTEGER AS year, seq, time, actor, account, reason,
       record ->> '$.reference' AS reference, record ->> '$.board' AS board,
       record ->> '$.document.number' AS number, record ->> '$.document.date' AS issued,
       record ->> '$.document.issuer' AS issuer
FROM entries WHERE record <> '' AND record ->> '$.kind' = 'publication';

CREATE VIEW corrections AS
SELECT (c.record ->> '$.year')::INTEGER AS year, c.seq, c.time, c.actor, c.account, c.reason,
       (c.record ->> '$.base')::INTEGER AS base, e.record ->> '$.outcome' AS outcome, e.seq AS ended,
       e.actor AS ended_by, e.account AS ended_account, e.reason AS ended_reason
FROM entries c
LEFT JOIN entries e ON e.record <> '' AND e.record ->> '$.kind' = 'correction_end'
     AND (e.record ->> '$.correction')::INTEGER = c.seq
WHERE c.record <> '' AND c.record ->> '$.kind' = 'correction';

CREATE VIEW votes AS
SELECT (record ->> '$.year')::INTEGER AS year, seq, time, actor, account, (record ->> '$.present')::INTEGER AS present,
       unnest(from_json(record -> '$.ballots', '[{"unit":"VARCHAR","votes":"INTEGER"}]'), recursive := true),
       record ->> '$.document.number' AS number, record ->> '$.document.date' AS issued,
       record ->> '$.document.issuer' AS issuer
FROM entries WHERE record <> '' AND record ->> '$.kind' = 'vote';

CREATE VIEW decisions AS
SELECT (record ->> '$.year')::INTEGER AS year, seq, time, actor, account,
       unnest(from_json(record -> '$.awards', '[{"unit":"VARCHAR","title":"VARCHAR"}]'), recursive := true),
       record ->> '$.document.number' AS number, record ->> '$.document.date' AS issued,
       record ->> '$.document.issuer' AS issuer
FROM entries WHERE record <> '' AND record ->> '$.kind' = 'decision';
