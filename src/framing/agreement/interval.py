"""Intervals of alpha: documents are resampled, because the sentences of one article are not independent. Pure."""

import numpy as np

from framing.agreement.alpha import Floats, alpha_of


def alpha_interval(sums: Floats, *, draws: int = 1000, seed: int = 7) -> tuple[float, float]:
    """95 % percentile interval over draws of documents; draws in which alpha is undefined are left out.

    Args:
        sums: (documents, 3) or (documents, parts, 3): what `value_sums` gives, added up over the sentences of each
            document. Alpha is `alpha_of` their sum over documents.
        draws: of documents.
        seed: of the draws.

    Returns:
        The lower and the upper end.
    """
    parts = sums if sums.ndim == 3 else sums[:, None, :]
    count = len(parts)
    weights = np.random.default_rng(seed).multinomial(count, np.full(count, 1 / count), size=draws)
    drawn = (weights @ parts.reshape(count, -1)).reshape(draws, *parts.shape[1:])
    low, high = np.nanpercentile(alpha_of(drawn), [2.5, 97.5])
    return float(low), float(high)
