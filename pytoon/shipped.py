"""Rows that ship with Pytoon and that staff may edit: loaded again without undoing an edit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from django.db import models


class ShippedRow(models.Model):
    """A row that remembers what was shipped, so that only untouched fields follow a new release."""

    shipped = models.JSONField(default=dict, editable=False)

    class Meta:
        abstract = True

    @classmethod
    def load(cls, key: Mapping[str, Any], values: Mapping[str, Any]) -> Self:
        """Create the row of `key`, or bring the fields that staff left alone up to `values`."""
        row = cls._default_manager.filter(**key).first()
        if row is None:
            return cls._default_manager.create(**key, **values, shipped=dict(values))
        for name, value in values.items():
            untouched = row.shipped.get(name, getattr(cls(), name))
            if getattr(row, name) == untouched:
                setattr(row, name, value)
        row.shipped = dict(values)
        row.save()
        return row
