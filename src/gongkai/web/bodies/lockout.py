"""Failed logins: five for one account, or fifty from one address, and it is over for a quarter of an hour."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.db.models import Max, Q, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from gongkai.web.kernel.address import client_address
from gongkai.web.kernel.clock import now

ADDRESS_SHARE = 10
"""So many failures from one address weigh as much as one for one account: a whole office may share an address."""


class Lockout(AxesDatabaseHandler):  # type: ignore[misc]
    """Counts by account and by address, each for itself."""

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """The failures of the account, or a tenth of those of the address where that is more."""
        account, address = (
            attempts.aggregate(total=Sum("failures_since_start"))["total"] or 0
            for attempts in self.get_user_attempts(request, credentials)
        )
        return int(max(account, address // ADDRESS_SHARE))

    def reset_user_attempts(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """Forget the failures of the account that logged in, and of no other from the same address."""
        account, _address = self.filter_user_attempts(request, credentials)
        count, _ = account.delete()
        return int(count)


def address_of(request: HttpRequest) -> str | None:
    """The client's address; none if what came is no address."""
    try:
        return str(ip_address(client_address(request)))
    except ValueError:
        return None


def locked_out(request: HttpRequest, _answer: Any = None, credentials: dict[str, Any] | None = None) -> HttpResponse:
    """The login page with the time from which it works again."""
    name = (credentials or {}).get("username") or request.POST.get("username", "")
    failed = AccessAttempt.objects.filter(Q(username=name) | Q(ip_address=address_of(request)))
    last = failed.aggregate(last=Max("attempt_time"))["last"] or now()
    context = {"form": AuthenticationForm(request), "again": last + settings.AXES_COOLOFF_TIME, "limit": "15分钟"}
    return render(request, "kernel/login.html", context, status=429)
