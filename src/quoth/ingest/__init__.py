"""Reading the literature: bytes in, documents, notices and refusals out.

``read`` takes the bytes or the stream of one file and yields what is in it, one outcome at a time, with the memory of
one paper. Trouble in the material is a ``Refusal``, never an exception. ``read_path`` does the same for a file or folder.
"""

from typing import TYPE_CHECKING, Any

from quoth.ingest.outcomes import Deleted, Local, Noticed, Outcome, Paper, Refusal

if TYPE_CHECKING:
    from quoth.ingest.reading import read, read_path

__all__ = ["Deleted", "Local", "Noticed", "Outcome", "Paper", "Refusal", "read", "read_path"]


def __getattr__(name: str) -> Any:
    """Bring every reader with it only when something is read: an audit needs one, and identifiers none."""
    if name not in {"read", "read_path"}:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from quoth.ingest import reading  # noqa: PLC0415

    return getattr(reading, name)
