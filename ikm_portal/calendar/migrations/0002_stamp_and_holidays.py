"""The trigger that renews the stamp, and the holidays that come with the portal."""

from django.db import migrations

from ikm_portal.calendar.reference import load_holidays

RENEW = """
CREATE FUNCTION calendar_renew_stamp() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO calendar_stamp (id, value) VALUES (1, gen_random_uuid())
        ON CONFLICT (id) DO UPDATE SET value = gen_random_uuid();
    RETURN NULL;
END $$;

CREATE TRIGGER calendar_holiday_stamp
    AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON calendar_holiday
    FOR EACH STATEMENT EXECUTE FUNCTION calendar_renew_stamp();
"""

DROP = """
DROP TRIGGER calendar_holiday_stamp ON calendar_holiday;
DROP FUNCTION calendar_renew_stamp();
"""


def load(apps, schema_editor):
    load_holidays(apps.get_model("calendar", "Holiday"))


class Migration(migrations.Migration):
    dependencies = [("calendar", "0001_initial")]
    operations = [
        migrations.RunSQL(RENEW, DROP),
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
