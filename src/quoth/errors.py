"""What can be refused: one exception family, each error one whole sentence that names the thing and the way out.

Trouble *in the material* (a bad record in a file, a claim whose receipt is broken) is a value that is collected and
shown, never an exception. Only a door turns these exceptions into an exit code.
"""


class QuothError(Exception):
    """Something asked of Quoth that cannot be done; ``str(error)`` is the sentence to show."""


class QuestionRefused(QuothError):
    """The question is empty, too long or not text."""


class FilterRefused(QuothError):
    """A filter of a search asks for something that no document can be: an unknown design, stream or concept."""


class LibraryRefused(QuothError):
    """The library folder cannot be opened, read, written or recognised."""


class PackRefused(QuothError):
    """A pack's files do not follow docs/pack-format.md; names the file, the entry and the fault."""


class SourceRefused(QuothError):
    """Bytes given to be read are not a document Quoth can read, or are hostile."""


class NotFound(QuothError):
    """No paper, concept, answer or statement of that name is in the library."""


class AnswerUnusable(QuothError):
    """What was given to ``verify`` is not JSON or not an answer pack."""


class FactsRefused(QuothError):
    """Patient facts are not in a form Quoth reads; the sentence names the place and never repeats what was given."""


class ModelRefused(QuothError):
    """The encoder named in QUOTH_DENSE cannot be used: not installed, not there, or not the one that was named."""
