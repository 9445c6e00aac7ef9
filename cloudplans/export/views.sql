-- Targets with names instead of identifiers, in English.
CREATE VIEW targets_en AS
SELECT s.statement_id, r.name_en AS region, i.name_en AS indicator, i.theme, s.scope, s.deadline, s.comparator, s.lower, s.upper,
       s.unit, s.printed, s.hedge, s.status, s.note_en AS note
FROM statements AS s JOIN regions AS r USING (region_id) JOIN indicators AS i USING (indicator_id)
WHERE s.kind = 'target' ORDER BY i.indicator_id, r.region_id, s.deadline;

-- 同上，中文。
CREATE VIEW targets_zh AS
SELECT s.statement_id, r.name_zh AS region, i.name_zh AS indicator, i.theme, s.scope, s.deadline, s.comparator, s.lower, s.upper,
       s.unit, s.printed, s.hedge, s.status, s.note_zh AS note
FROM statements AS s JOIN regions AS r USING (region_id) JOIN indicators AS i USING (indicator_id)
WHERE s.kind = 'target' ORDER BY i.indicator_id, r.region_id, s.deadline;

-- For each indicator and year the target with the largest lower bound. It ranks figures, not promises: see cloudplans.compare.
CREATE VIEW largest_lower_bounds AS
SELECT indicator_id, deadline, region_id, statement_id, comparator, lower, unit FROM (
    SELECT *, RANK() OVER (PARTITION BY indicator_id, deadline ORDER BY lower DESC) AS place
    FROM statements WHERE kind = 'target' AND lower IS NOT NULL
) WHERE place = 1 ORDER BY indicator_id, deadline;

-- How many targets each region has of each kind of bound.
CREATE VIEW targets_by_region_and_bound AS
SELECT s.region_id, r.name_en, r.name_zh, s.comparator, COUNT(*) AS targets
FROM statements AS s JOIN regions AS r USING (region_id)
WHERE s.kind = 'target' GROUP BY s.region_id, s.comparator ORDER BY s.region_id, s.comparator;

-- Readings that depart from the print, and why.
CREATE VIEW corrected_readings AS
SELECT s.statement_id, s.lower, s.upper, s.unit, c.edition_id, c.as_printed, c.adopted, c.basis, c.reason_en, c.reason_zh
FROM statements AS s JOIN corrections AS c USING (statement_id) ORDER BY s.statement_id, c.edition_id;

-- Where each figure stands: characters of a pinned text.
CREATE VIEW sources_of_figures AS
SELECT v.statement_id, e.plan_id, v.edition_id, e.file, v.start, v."end", v.printed
FROM evidence AS v JOIN editions AS e USING (edition_id)
WHERE v.role = 'value' ORDER BY v.statement_id, v.edition_id, v.start;
