"""Can a text be read on its colour: the contrast ratio of WCAG, and the colours of frames made safe for a page."""

import re

READABLE = 4.5  # WCAG 2.2, success criterion 1.4.3, for text of normal size
_HEX = re.compile(r"#[0-9A-Fa-f]{6}")


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours like #882255: 1 (the same) to 21 (black on white).

    Source: WCAG 2.2, definitions of "contrast ratio" and "relative luminance".
    """
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def readable_pair(background: str, text: str) -> tuple[str, str]:
    """The two colours as they can stand on a page.

    What is no `#rrggbb` becomes grey, since a colour goes into a style attribute; a text that cannot be read on
    its background becomes black or white, whichever reads better.
    """
    background = background if _HEX.fullmatch(background) else "#DDDDDD"
    if not _HEX.fullmatch(text) or contrast(background, text) < READABLE:
        text = max("#000000", "#FFFFFF", key=lambda colour: contrast(background, colour))
    return background, text


def _luminance(colour: str) -> float:
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
