"""Reading the literature: bytes in, documents, notices and refusals out.

``read`` takes the bytes or the stream of one file and yields what is in it, one outcome at a time, with the memory of
one paper. Trouble in the material is a ``Refusal``, never an exception. ``read_path`` does the same for a file or folder.
"""

from quoth.ingest.outcomes import Deleted, Local, Noticed, Outcome, Paper, Refusal
from quoth.ingest.reading import read, read_path

__all__ = ["Deleted", "Local", "Noticed", "Outcome", "Paper", "Refusal", "read", "read_path"]
