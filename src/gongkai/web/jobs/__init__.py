"""Background work, notices to people, calendars."""
