-- Every rule text that ever decided, so that a decision can be repeated with the very rules of then.
CREATE TABLE rule_texts (
    version text PRIMARY KEY,
    text text NOT NULL
);

-- What was in force when; the last one is. A tenant without any has the rules that ship.
CREATE TABLE rule_activations (
    sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    version text NOT NULL REFERENCES rule_texts,
    activated_by text NOT NULL,
    activated_at timestamptz NOT NULL
);

-- What is being written and decides nothing yet.
CREATE TABLE rule_draft (
    singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    version text NOT NULL,
    text text NOT NULL
);
