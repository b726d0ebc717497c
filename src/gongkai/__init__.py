"""Gongkai (公开): Chinese government information disclosure, from application to verified report.

The package is laid out in rooms, each of which may use only the rooms before it; see
``docs/rooms.md``.
"""
