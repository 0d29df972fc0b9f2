"""The chain is sealed by the database itself, at commit.

A deferred trigger runs when everything else of the transaction is done, so the head's row lock is
the last lock taken and is held only while committing: transactions queue there, never deadlock.
The rows can't be changed or deleted by the application afterwards.
"""

from django.db import migrations

SEAL = """
CREATE FUNCTION audit_seal() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    head_seq bigint;
    head_hash text;
    new_hash text;
BEGIN
    SELECT seq, hash INTO head_seq, head_hash FROM audit_chainhead WHERE id = 1 FOR UPDATE;
    IF NOT FOUND THEN
        IF EXISTS (SELECT 1 FROM audit_entry WHERE seq IS NOT NULL) THEN
            RAISE EXCEPTION 'the head of the chain is gone';
        END IF;
        INSERT INTO audit_chainhead (id, seq, hash) VALUES (1, 0, repeat('0', 64));
        head_seq := 0;
        head_hash := repeat('0', 64);
    END IF;
    head_seq := head_seq + 1;
    new_hash := encode(
        sha256(convert_to(head_hash || E'\\n' || head_seq || E'\\n' || NEW.payload, 'UTF8')), 'hex'
    );
    PERFORM set_config('audit.sealing', 'on', true);
    UPDATE audit_entry SET seq = head_seq, prev_hash = head_hash, hash = new_hash
        WHERE id = NEW.id;
    PERFORM set_config('audit.sealing', 'off', true);
    UPDATE audit_chainhead SET seq = head_seq, hash = new_hash WHERE id = 1;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER audit_entry_seal AFTER INSERT ON audit_entry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_seal();

CREATE FUNCTION audit_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND current_setting('audit.sealing', true) = 'on' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the trail is never changed' USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER audit_entry_keep BEFORE UPDATE OR DELETE ON audit_entry
    FOR EACH ROW EXECUTE FUNCTION audit_keep();

INSERT INTO audit_chainhead (id, seq, hash) VALUES (1, 0, repeat('0', 64));
"""

UNSEAL = """
DROP TRIGGER audit_entry_seal ON audit_entry;
DROP TRIGGER audit_entry_keep ON audit_entry;
DROP FUNCTION audit_seal();
DROP FUNCTION audit_keep();
DELETE FROM audit_chainhead;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunSQL(SEAL, UNSEAL)]
