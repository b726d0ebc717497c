"""What a password must be, where the framework has no words for it."""

from __future__ import annotations

from django.contrib.auth.password_validation import MinimumLengthValidator


class LongEnough(MinimumLengthValidator):
    """Says in Chinese that a password is too short."""

    def get_error_message(self) -> str:
        """With the number of characters that it must have."""
        return f"密码太短，至少要有{self.min_length}个字符。"
