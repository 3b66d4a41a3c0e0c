"""The use cases: to order a film, and to do the work on it."""

from jobs.services.performing import perform
from jobs.services.submission import submit_job
from jobs.services.works import fail_job, start_assembly

__all__ = ["fail_job", "perform", "start_assembly", "submit_job"]
