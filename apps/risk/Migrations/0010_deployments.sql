-- Models are registered in models; here is only which one decides, with the registry's own number, and the bytes with the evidence.
ALTER TABLE model_activations
    DROP CONSTRAINT model_activations_version_fkey,
    ADD CONSTRAINT model_activations_version_fkey FOREIGN KEY (version) REFERENCES kept_models,
    ADD COLUMN registry_sequence bigint NOT NULL DEFAULT 0;

DROP TABLE fraud_models;
