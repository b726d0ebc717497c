"""What has to happen by itself: one tick a minute, by the embedded worker, cron or beat, as often as one likes."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import transaction

from gongkai.web.jobs.engine import sweep
from gongkai.web.jobs.models import Step
from gongkai.web.jobs.tasks import daily
from gongkai.web.kernel import clock


def tick() -> list[str]:
    """Keep the work going, and put to work each daily step whose hour has come.  Returns the names of these."""
    sweep()
    on, hour = clock.today(), clock.now().hour
    return [name for name, from_hour in settings.GONGKAI_DAILY.items() if hour >= from_hour and _first(name, on)]


def _first(name: str, on: date) -> bool:
    """Whether the step had not been put to work this day; if so it is now: row and task are one transaction."""
    with transaction.atomic():
        step, made = Step.objects.select_for_update().get_or_create(name=name, defaults={"last_on": on})
        if not made and step.last_on >= on:
            return False
        step.last_on = on
        step.save()
        daily.enqueue(name, on.isoformat())
    return True
