"""How the body of a request is read: as JSON, and only what the database and every later reader can hold."""

import json
import math

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser
from rest_framework.utils.json import strict_constant

_DIGITS = 18  # more than that no column for whole numbers holds


class Json(JSONParser):
    """JSON without numbers that are none (1e999 is infinite), too large, or nested deeper than anybody writes."""

    def parse(self, stream, media_type=None, parser_context=None):
        """What the body says.

        Raises:
            ParseError: it is no such JSON.
        """
        try:
            text = stream.read().decode("utf-8")
            found = json.loads(text, parse_constant=strict_constant, parse_float=_finite, parse_int=_whole)
        except (ValueError, RecursionError) as problem:
            raise ParseError(f"JSON parse error - {problem}") from None
        if not isinstance(found, dict):  # no view of Doccano's takes anything else, and some fail where they got it
            raise ParseError("JSON parse error - the body must be an object")
        return found


def _finite(text):
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("a number is too large")
    return number


def _whole(text):
    if len(text.lstrip("-")) > _DIGITS:
        raise ValueError("a number is too large")
    return int(text)
