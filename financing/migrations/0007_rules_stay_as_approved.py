"""What was approved stays: the database itself refuses to change an edition's content."""

from django.db import migrations

KEEP = """
CREATE FUNCTION financing_rules_keep() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    edition bigint;
    held text;
BEGIN
    IF TG_OP = 'DELETE' THEN edition := OLD.edition_id; ELSE edition := NEW.edition_id; END IF;
    SELECT state INTO held FROM financing_ruleedition WHERE id = edition;
    IF TG_OP = 'UPDATE' AND OLD.edition_id <> NEW.edition_id THEN held := 'moved'; END IF;
    IF held IS NOT NULL AND held <> 'draft' THEN
        RAISE EXCEPTION 'rules that are no draft are never changed'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER financing_rulevalue_keep BEFORE INSERT OR UPDATE OR DELETE ON financing_rulevalue
    FOR EACH ROW EXECUTE FUNCTION financing_rules_keep();
CREATE TRIGGER financing_rulesource_keep BEFORE INSERT OR UPDATE OR DELETE ON financing_rulesource
    FOR EACH ROW EXECUTE FUNCTION financing_rules_keep();

CREATE FUNCTION financing_edition_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.approved_at IS NULL THEN
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.state IN ('approved', 'cancelled')
       AND NOT (OLD.state = 'cancelled' AND NEW.state = 'approved')
       AND (NEW.version, NEW.effective_from, NEW.number, NEW.approved_at)
           IS NOT DISTINCT FROM (OLD.version, OLD.effective_from, OLD.number, OLD.approved_at)
       AND (NEW.created_by_id, NEW.approved_by_id, NEW.base_id, NEW.restores_id)
           IS NOT DISTINCT FROM
           (OLD.created_by_id, OLD.approved_by_id, OLD.base_id, OLD.restores_id) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'an approved edition is never changed'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER financing_ruleedition_keep BEFORE UPDATE OR DELETE ON financing_ruleedition
    FOR EACH ROW EXECUTE FUNCTION financing_edition_keep();

CREATE FUNCTION financing_regulation_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.name <> NEW.name THEN
        RAISE EXCEPTION 'the name of a regulation stands in stored findings'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER financing_regulation_keep BEFORE UPDATE ON financing_regulation
    FOR EACH ROW EXECUTE FUNCTION financing_regulation_keep();
"""

FORGET = """
DROP TRIGGER financing_regulation_keep ON financing_regulation;
DROP TRIGGER financing_ruleedition_keep ON financing_ruleedition;
DROP TRIGGER financing_rulesource_keep ON financing_rulesource;
DROP TRIGGER financing_rulevalue_keep ON financing_rulevalue;
DROP FUNCTION financing_regulation_keep();
DROP FUNCTION financing_edition_keep();
DROP FUNCTION financing_rules_keep();
"""


class Migration(migrations.Migration):
    dependencies = [("financing", "0001_initial")]

    operations = [migrations.RunSQL(KEEP, FORGET)]
