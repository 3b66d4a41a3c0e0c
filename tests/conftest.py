"""What holds for all tests."""

import pytest


@pytest.fixture(scope="session")
def django_db_modify_db_settings(request, tmp_path_factory):
    """Keep the test database in a file: SQLite in memory does not lock as it does for films."""
    request.getfixturevalue("django_db_modify_db_settings_parallel_suffix")
    from django.conf import settings

    database = settings.DATABASES["default"]
    if database["ENGINE"] == "django.db.backends.sqlite3":
        database["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")
