"""What can go wrong, by what the reader can do about it.

    FramingError                 the command line prints it, no traceback
    +- InputError (ValueError)   fix the file, table or codebook named
    +- NotEnoughData             collect more; the input is fine
    +- DoccanoError              Doccano refused, or said something we do not understand
    |  +- DoccanoUnreachable     start it, or try again
    +- ClusterLost               see to the cluster; the same command goes on where it was
    +- ModelMismatch             the model belongs to another codebook or version
    +- GateFailed                a figure is below the bar that was asked for
    +- PartlyDone                the good rows went on; what was set aside is named
    +- MissingExtra              pip install 'framing[...]'

Messages say where, what, and what to do next. Any other exception is a bug: its traceback shows.
"""

from typing import ClassVar


class FramingError(Exception):
    """Something the reader can act on. `exit_code` is what the command line ends with."""

    exit_code: ClassVar[int] = 3


class InputError(FramingError, ValueError):
    """A file, table, option or codebook is not as it must be."""


class NotEnoughData(FramingError):
    """The input is fine, but there is too little of it for the figure that was asked for."""


class DoccanoError(FramingError):
    """Doccano refused, or answered something that we do not understand."""

    exit_code: ClassVar[int] = 4


class DoccanoUnreachable(DoccanoError):
    """Nothing answers at the address, or it stopped answering."""


class ClusterLost(FramingError):
    """A cluster is not there, went away, or cannot do the work. What was done is kept."""

    exit_code: ClassVar[int] = 4


class ModelMismatch(FramingError):
    """The model was made with another codebook, or by a version that this one cannot read."""


class GateFailed(FramingError):
    """A figure is below the bar that the command was asked to hold."""

    exit_code: ClassVar[int] = 5


class PartlyDone(FramingError):
    """The command did what it could; what was set aside is named."""

    exit_code: ClassVar[int] = 6


class MissingExtra(FramingError):
    """An optional part is not installed."""
