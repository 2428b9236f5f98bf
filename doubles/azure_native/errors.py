"""What an answer means that is not a success."""

from __future__ import annotations

from urllib.parse import urlsplit

import httpx


class AzureError(Exception):
    """ARM refused, or could not be reached."""

    def __init__(self, message: str, status: int = 0) -> None:
        super().__init__(message)
        self.status = status


def checked(answer: httpx.Response) -> httpx.Response:
    """The answer, when it is a success.

    Raises:
        AzureError: It is not; with ARM's code and sentence.
    """
    if answer.is_success:
        return answer
    try:
        error = answer.json().get("error", {})
    except ValueError:
        error = {}
    place = urlsplit(str(answer.request.url)).path
    message = f'{answer.request.method} {place}: Status={answer.status_code} Code="{error.get("code", "")}" '
    raise AzureError(f'{message}Message="{error.get("message") or answer.text[:300]}"', answer.status_code)
