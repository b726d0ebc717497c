"""Failed logins: what stops whom, and for how long; the policy is told in ``docs/accounts.md``.

Nobody locks somebody else out: failures stop the account where they came from, and elsewhere slow it down.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_client_username
from axes.models import AccessAttempt, AccessLog
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.db.models import Max, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from gongkai.web.kernel.address import client_address
from gongkai.web.kernel.clock import now

ADDRESS_SHARE = 10
"""So many failures from one address weigh as much as one for one account there: an office may share an address."""
CEILING = 20
"""So many failures for one account from addresses where it never logged in; from then on these are slowed."""
SLOWEST = timedelta(minutes=1)
"""Between two tries for such an account from such addresses."""
KNOWN = timedelta(days=90)
"""So long an address from which the account logged in is known."""
NETWORK = 64
"""Bits of an IPv6 address that count: whoever has one has all of its network."""


class Lockout(AxesDatabaseHandler):  # type: ignore[misc]
    """Counts by account at an address, and by address; slows an account down that is tried from everywhere."""

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """The failures of the account from this address, or a tenth of all from this address where that is more."""
        here, address = (
            attempts.aggregate(total=Sum("failures_since_start"))["total"] or 0
            for attempts in self.get_user_attempts(request, credentials)
        )
        return int(max(here, address // ADDRESS_SHARE))

    def is_locked(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> bool:
        """Whether this try is not looked at."""
        if super().is_locked(request, credentials):
            return True
        name = get_client_username(request, credentials) or ""
        return slowed_until(name, address_of(request), now()) is not None

    def reset_user_attempts(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """Forget the failures of the account that logged in, at this address and nowhere else."""
        here, _address = self.filter_user_attempts(request, credentials)
        count, _ = here.delete()
        return int(count)


def slowed_until(name: str, address: str | None, at: datetime) -> datetime | None:
    """When the account may be tried again from an address where it never logged in; ``None`` for now.

    From ``CEILING`` failures on the wait doubles with each, from a second up to ``SLOWEST``.
    """
    known = AccessLog.objects.filter(username=name, attempt_time__gte=at - KNOWN).exclude(ip_address=None)
    if known.filter(ip_address=address).exists():
        return None
    failed = AccessAttempt.objects.filter(username=name, attempt_time__gte=at - settings.AXES_COOLOFF_TIME)
    found = failed.exclude(ip_address__in=known.values("ip_address")).aggregate(
        many=Sum("failures_since_start"), last=Max("attempt_time")
    )
    over = (found["many"] or 0) - CEILING
    if over < 0:
        return None
    until: datetime = found["last"] + min(timedelta(seconds=2 ** min(over, 10)), SLOWEST)
    return until if until > at else None


def address_of(request: HttpRequest) -> str | None:
    """The client's address, of an IPv6 one its network; none if what came is no address."""
    try:
        found = ip_address(client_address(request))
    except ValueError:
        return None
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped or ip_network((found, NETWORK), strict=False).network_address)
    return str(found)


def locked_out(request: HttpRequest, _answer: Any = None, credentials: dict[str, Any] | None = None) -> HttpResponse:
    """The login page with the time from which it works again."""
    name = (credentials or {}).get("username") or request.POST.get("username", "")
    until = slowed_until(name, address_of(request), now())
    failed = AccessAttempt.objects.filter(ip_address=address_of(request))
    last = failed.aggregate(last=Max("attempt_time"))["last"] or now()
    again = {"slowed": until} if until else {"again": last + settings.AXES_COOLOFF_TIME}
    return render(request, "kernel/login.html", {"form": AuthenticationForm(request), **again}, status=429)
