"""Who may read and who may write a body's matters."""

from __future__ import annotations

from gongkai.web.bodies.models import Membership

Role = Membership.Role
READ = frozenset(Role)
"""Every role reads its own body's matters."""
BELOW = frozenset({Role.SUPERVISOR})
"""Roles that also read the bodies below their own."""
WRITE = frozenset({Role.CLERK, Role.HEAD})
"""Roles that enter facts, of their own body only."""
