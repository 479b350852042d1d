"""The tables of findings, as `framing.tables` has those of the stages before: what is in a row, and what none means."""

from collections.abc import Mapping

from framing.tables import UNCORRECTED, ColumnType, Schema

CORRECTED, TOO_LITTLE = "corrected", "too little to tell"
ESTIMATES = (CORRECTED, UNCORRECTED, TOO_LITTLE)
EVERYTHING = "all"  # the group of all units
_SHARE: Mapping[str, ColumnType] = {
    "share": "number",  # 0 to 1, in per cent nowhere; NaN is written as an empty cell: there is too little to tell
    "low": "number",  # of the 95 % interval over documents; empty where there is none
    "high": "number",
    "predicted": "integer",  # units in which the model sees the frame
    "of": "integer",  # units
    "documents": "integer",  # that these units are of
    "labelled": "integer",  # units drawn by chance and decided on by people, by which the share is corrected
    "estimate": "text",  # one of ESTIMATES
    "note": "text",  # what is missing or must be known, in words; may be empty
}
PREVALENCE = Schema(
    "prevalence",
    {
        "unit": "text",  # sentence, headline or article
        "by": "text",  # what groups are made by: source, voice, month, a column; empty for all units
        "group": "text",  # its value, or EVERYTHING
        "frame": "text",
        **_SHARE,
    },
    key=("unit", "by", "group", "frame"),
    may_lack=frozenset({"share", "low", "high"}),
)

VERDICTS = ("differ", "no difference seen", TOO_LITTLE)
COMPARISON = Schema(
    "comparison",
    {
        "unit": "text",
        "by": "text",
        "group": "text",
        "other": "text",  # the group it is compared with
        "frame": "text",
        "difference": "number",  # share of `group` less that of `other`, -1 to 1
        "low": "number",  # of its 95 % interval, not widened for the number of comparisons
        "high": "number",
        "p": "number",  # of this comparison by itself
        "p_holm": "number",  # over all frames and pairs of groups of one table (Holm 1979)
        "detectable": "number",  # the difference that would be found in 80 of 100 studies like this one
        "estimate": "text",  # one of ESTIMATES
        "verdict": "text",  # one of VERDICTS, by p_holm at 5 %
        "note": "text",
    },
    key=("unit", "by", "group", "other", "frame"),
    may_lack=frozenset({"difference", "low", "high", "p", "p_holm", "detectable"}),
)

TIME_LINE = Schema(
    "time line",
    {
        "unit": "text",
        "period": "text",  # the first day of a week or month, or a day, ISO 8601
        "frame": "text",
        **_SHARE,
    },
    key=("unit", "period", "frame"),
    may_lack=frozenset({"share", "low", "high"}),
)
CHANGES = Schema(
    "changes",
    {
        "unit": "text",
        "frame": "text",
        "period": "text",  # the first period of the new level
        "first": "text",  # the earliest that it may be, with 95 % certainty; empty of a trend, which has no date
        "last": "text",  # the latest
        "before": "number",  # shares, 0 to 1
        "after": "number",
        "low": "number",  # of the 95 % interval of after less before
        "high": "number",
        "p": "number",  # under shuffled dates, over all frames and periods
        "note": "text",
    },
    key=("unit", "frame", "period"),
    may_lack=frozenset({"low", "high"}),
)

NOTABLE = Schema(
    "events to show",  # on a time line, from a file of the user's
    {
        "date": "text",  # of a day, ISO 8601
        "text": "text",  # one line
    },
    key=("date", "text"),
)

EVENT_OF = Schema(
    "events",
    {
        "document_id": "text",  # a document without a row tells of no event that another one tells of
        "event": "text",  # name of the group: the document_id of its first article
        "similarity": "number",  # 0 to 1, to the nearest other article of the event
        "copy_of": "text",  # the article of the same event that it repeats; empty for one of its own
    },
    key=("document_id",),
    bounds={"similarity": (0, 1)},
)
OMISSIONS = Schema(
    "omissions",
    {
        "event": "text",
        "source": "text",  # the outlet that has none of it
        "what": "text",  # frame, voice or speaker
        "key": "text",  # which
        "others": "integer",  # sentences of the others on this event that have it
        "others_of": "integer",  # of so many
        "own_of": "integer",  # sentences of the outlet on this event, none of which has it
        "chance": "number",  # of none in the outlet if it told like the others, 0 to 0.05
        "false_share": "number",  # share of the lines as sure as this one or surer that chance alone would make, 0 to 1
        "evidence": "text",  # sentence ids of the others that have it, joined by ", "; ten at most
        "estimate": "text",  # one of ESTIMATES
        "note": "text",
    },
    key=("event", "source", "what", "key"),
    bounds={"chance": (0, 1), "false_share": (0, 1)},
)
LEAKS = Schema(
    "leaks",
    {
        "group": "text",
        "other": "text",
        "frame": "text",
        "masked": "text",  # what was hidden from the model: nothing, names, places, loaded words, all of these
        "difference": "number",  # of predicted shares of sentences, -1 to 1
        "low": "number",  # of its 95 % interval over documents; empty where there is none
        "high": "number",
        "survives": "number",  # of the difference with nothing masked, 1 is all; empty of none, or untested
        "words": "integer",  # that were masked in the texts of both groups
        "note": "text",
    },
    key=("group", "other", "frame", "masked"),
    may_lack=frozenset({"difference", "low", "high", "survives"}),
)
