"""The use cases: to order a film, and what ends or continues the work on it.

The steps themselves (`jobs.services.performing`) are left to the workers: they import all of the craft, which
a web server does not need.
"""

from jobs.services.submission import submit_job
from jobs.services.works import fail_job, start_assembly

__all__ = ["fail_job", "start_assembly", "submit_job"]
