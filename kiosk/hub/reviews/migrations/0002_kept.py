"""The database itself refuses to change a review. A later migration that rebuilds the table must make this again."""

from django.db import migrations

_SQLITE = """
CREATE TRIGGER reviews_review_kept BEFORE UPDATE ON reviews_review
BEGIN SELECT RAISE(ABORT, 'a review is never changed'); END
"""
_POSTGRES = """
CREATE FUNCTION reviews_review_kept() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION 'a review is never changed' USING ERRCODE = 'integrity_constraint_violation'; END
$$ LANGUAGE plpgsql;
CREATE TRIGGER reviews_review_kept BEFORE UPDATE ON reviews_review
FOR EACH ROW EXECUTE FUNCTION reviews_review_kept();
"""


def make(apps, editor):
    editor.execute(_SQLITE if editor.connection.vendor == "sqlite" else _POSTGRES)


def unmake(apps, editor):
    where = "" if editor.connection.vendor == "sqlite" else " ON reviews_review"
    editor.execute(f"DROP TRIGGER reviews_review_kept{where}")
    if where:
        editor.execute("DROP FUNCTION reviews_review_kept()")


class Migration(migrations.Migration):
    dependencies = [("reviews", "0001_initial")]
    operations = [migrations.RunPython(make, unmake)]
