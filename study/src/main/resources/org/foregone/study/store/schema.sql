CREATE TABLE IF NOT EXISTS meta (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS prompts (
  prompt TEXT PRIMARY KEY,
  intent TEXT NOT NULL CHECK (intent IN ('HARMFUL', 'BENIGN')),
  benchmark TEXT NOT NULL,
  category TEXT NOT NULL,
  text TEXT NOT NULL,
  source TEXT NOT NULL,
  line INTEGER NOT NULL,
  has_markers INTEGER NOT NULL,
  prompt_tokens INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS prefixes (
  prompt TEXT NOT NULL REFERENCES prompts,
  mode TEXT NOT NULL CHECK (mode IN ('THINK', 'NO_THINK')),
  tokens BLOB NOT NULL,
  PRIMARY KEY (prompt, mode)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS rollouts (
  prompt TEXT NOT NULL REFERENCES prompts,
  mode TEXT NOT NULL CHECK (mode IN ('THINK', 'NO_THINK')),
  rollout INTEGER NOT NULL,
  seed INTEGER NOT NULL,
  tokens BLOB NOT NULL,
  thinking_start INTEGER NOT NULL,
  thinking_end INTEGER NOT NULL,
  answer_start INTEGER NOT NULL,
  answer_end INTEGER NOT NULL,
  close TEXT NOT NULL CHECK (close IN ('NATURAL', 'FORCED', 'NONE')),
  ending TEXT NOT NULL CHECK (ending IN ('ANSWERED', 'ANSWER_CUT', 'THOUGHT_CUT', 'EMPTY')),
  finish TEXT NOT NULL CHECK (finish IN ('STOP', 'LENGTH')),
  thinking TEXT NOT NULL,
  close_text TEXT NOT NULL,
  answer TEXT NOT NULL,
  thinking_tokens INTEGER NOT NULL,
  answer_tokens INTEGER NOT NULL,
  loops INTEGER NOT NULL,
  verdict TEXT CHECK (verdict IN ('REFUSAL', 'COMPLIANCE', 'UNCLEAR')),
  refusal_share REAL,
  PRIMARY KEY (prompt, mode, rollout)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS judges (
  judge TEXT PRIMARY KEY,
  version TEXT NOT NULL,
  hash TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS verdicts (
  prompt TEXT NOT NULL,
  mode TEXT NOT NULL,
  rollout INTEGER NOT NULL,
  judge TEXT NOT NULL REFERENCES judges,
  verdict TEXT NOT NULL CHECK (verdict IN ('REFUSAL', 'COMPLIANCE', 'UNCLEAR')),
  PRIMARY KEY (prompt, mode, rollout, judge),
  FOREIGN KEY (prompt, mode, rollout) REFERENCES rollouts
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS interventions (
  prompt TEXT NOT NULL,
  mode TEXT NOT NULL,
  rollout INTEGER NOT NULL,
  generated INTEGER NOT NULL,
  asked INTEGER NOT NULL,
  insertions TEXT NOT NULL,
  PRIMARY KEY (prompt, mode, rollout),
  FOREIGN KEY (prompt, mode, rollout) REFERENCES rollouts
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS units (
  prompt TEXT NOT NULL REFERENCES prompts,
  step TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('DONE', 'FAILED')),
  error TEXT,
  PRIMARY KEY (prompt, step)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS findings (
  path TEXT PRIMARY KEY,
  estimate REAL,
  low REAL,
  high REAL,
  n INTEGER NOT NULL,
  clusters INTEGER NOT NULL,
  method TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS states (
  prompt TEXT NOT NULL REFERENCES prompts,
  experiment TEXT NOT NULL,
  rollout INTEGER NOT NULL,
  anchor TEXT NOT NULL,
  position INTEGER NOT NULL,
  file TEXT NOT NULL,
  row INTEGER NOT NULL,
  rows INTEGER NOT NULL,
  PRIMARY KEY (prompt, experiment, rollout, anchor)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS folds (
  prompt TEXT PRIMARY KEY REFERENCES prompts,
  near_duplicates INTEGER NOT NULL,
  fold INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS scores (
  prompt TEXT NOT NULL REFERENCES prompts,
  anchor TEXT NOT NULL,
  layer INTEGER NOT NULL,
  logit REAL NOT NULL,
  PRIMARY KEY (prompt, anchor, layer)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS steered (
  prompt TEXT NOT NULL REFERENCES prompts,
  method TEXT NOT NULL CHECK (method IN ('control_vector', 'patch')),
  direction TEXT NOT NULL,
  dose REAL NOT NULL,
  rollout INTEGER NOT NULL,
  seed INTEGER NOT NULL,
  tokens BLOB NOT NULL,
  thinking TEXT NOT NULL,
  answer TEXT NOT NULL,
  ending TEXT NOT NULL,
  verdict TEXT CHECK (verdict IN ('REFUSAL', 'COMPLIANCE', 'UNCLEAR')),
  PRIMARY KEY (prompt, method, direction, dose, rollout)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS extensions (
  prompt TEXT NOT NULL REFERENCES prompts,
  rollout INTEGER NOT NULL,
  tokens BLOB NOT NULL,
  PRIMARY KEY (prompt, rollout)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS branches (
  prompt TEXT NOT NULL REFERENCES prompts,
  experiment TEXT NOT NULL CHECK (experiment IN ('lockin', 'causality')),
  rollout INTEGER NOT NULL,
  cut INTEGER NOT NULL,
  omitted INTEGER NOT NULL,
  way TEXT NOT NULL CHECK (way IN ('close', 'go_on')),
  branch INTEGER NOT NULL,
  seed INTEGER NOT NULL,
  tokens BLOB NOT NULL,
  thinking_tokens INTEGER NOT NULL,
  answer_tokens INTEGER NOT NULL,
  answer TEXT NOT NULL,
  ending TEXT NOT NULL CHECK (ending IN ('ANSWERED', 'ANSWER_CUT', 'THOUGHT_CUT', 'EMPTY')),
  verdict TEXT CHECK (verdict IN ('REFUSAL', 'COMPLIANCE', 'UNCLEAR')),
  PRIMARY KEY (experiment, prompt, rollout, cut, omitted, way, branch)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS segments (
  prompt TEXT NOT NULL REFERENCES prompts,
  rollout INTEGER NOT NULL,
  segment INTEGER NOT NULL,
  start INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  text TEXT NOT NULL,
  stance INTEGER CHECK (stance IN (-1, 0, 1)),
  loops INTEGER NOT NULL,
  PRIMARY KEY (prompt, rollout, segment)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS stances (
  prompt TEXT NOT NULL,
  rollout INTEGER NOT NULL,
  segment INTEGER NOT NULL,
  judge TEXT NOT NULL,
  stance INTEGER CHECK (stance IN (-1, 0, 1)),
  PRIMARY KEY (prompt, rollout, segment, judge),
  FOREIGN KEY (prompt, rollout, segment) REFERENCES segments
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS changes (
  prompt TEXT NOT NULL REFERENCES prompts,
  rollout INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('changes', 'random', 'sentences')),
  place INTEGER NOT NULL,
  pre INTEGER NOT NULL,
  post INTEGER NOT NULL,
  omitted INTEGER NOT NULL,
  before INTEGER NOT NULL,
  after INTEGER NOT NULL,
  stated INTEGER NOT NULL CHECK (stated IN (-1, 0, 1)),
  alpha REAL NOT NULL,
  PRIMARY KEY (prompt, rollout, kind, place)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS effects (
  prompt TEXT NOT NULL,
  rollout INTEGER NOT NULL,
  kind TEXT NOT NULL,
  place INTEGER NOT NULL,
  complied_pre INTEGER NOT NULL,
  n_pre INTEGER NOT NULL,
  complied_post INTEGER NOT NULL,
  n_post INTEGER NOT NULL,
  p REAL,
  holm REAL,
  bh REAL,
  log_odds REAL,
  low REAL,
  high REAL,
  lock TEXT NOT NULL,
  lock_predicted TEXT,
  PRIMARY KEY (prompt, rollout, kind, place),
  FOREIGN KEY (prompt, rollout, kind, place) REFERENCES changes
) WITHOUT ROWID;
