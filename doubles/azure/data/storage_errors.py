"""The errors of storage accounts: a code in a header, and both code and sentence as XML."""

from __future__ import annotations

from xml.sax.saxutils import escape

from doubles.azure.errors import ArmError

_ERRORS = {
    "AuthorizationPermissionMismatch": (
        403,
        "This request is not authorized to perform this operation using this permission.",
    ),
    "BlobAlreadyExists": (409, "The specified blob already exists."),
    "BlobNotFound": (404, "The specified blob does not exist."),
    "CannotVerifyCopySource": (404, "The specified blob does not exist."),
    "ConditionNotMet": (412, "The condition specified using HTTP conditional header(s) is not met."),
    "ContainerNotFound": (404, "The specified container does not exist."),
    "InvalidAuthenticationInfo": (401, "Server failed to authenticate the request: audience."),
    "InvalidQueryParameterValue": (400, "Only the list of a container's blobs is served."),
    "InvalidRange": (416, "The range specified is invalid for the current size of the resource."),
    "MissingRequiredHeader": (400, "An HTTP header that's mandatory for this request is not specified."),
    "NoAuthenticationInformation": (401, "Server failed to authenticate the request."),
    "NotImplemented": (501, "The rehearsal keeps blobs of one request only."),
}


class StorageError(ArmError):
    """A refusal in the form of a storage account, by the code that its reference gives."""

    def __init__(self, code: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(*_status_first(code))
        self.headers = {"x-ms-error-code": code, **(headers or {})}

    def content(self) -> str:
        """The error as XML."""
        inside = f"<Code>{self.code}</Code><Message>{escape(str(self))}</Message>"
        return f'<?xml version="1.0" encoding="utf-8"?><Error>{inside}</Error>'


def _status_first(code: str) -> tuple[int, str, str]:
    status, message = _ERRORS[code]
    return status, code, message
