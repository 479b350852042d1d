"""The marks that the rules put on lines: the kind a line gets, and the short name of the rule that gave it.

All rules are listed here, so that one can read what may set a line apart, and count why it was.
"""

from typing import NamedTuple


class Mark(NamedTuple):
    """A kind of text and the name of the rule that says so."""

    kind: str
    reason: str


# What goes on to annotators.
PARAGRAPH = Mark("body", "paragraph")
TITLE = Mark("headline", "equals the title")
HEADLINE = Mark("headline", "first line")
STANDFIRST = Mark("standfirst", "below the headline")
CAPTION = Mark("caption", "between paragraphs")
PICTURE_TEXT = Mark("caption", "picture text")

# Who wrote it, and when.
BYLINE = Mark("byline", "byline wording")
NAME = Mark("byline", "name at the head")
DATELINE = Mark("byline", "dateline")

# By the wording of the line itself.
BUTTON = Mark("boilerplate", "button")
COUNTER = Mark("boilerplate", "counter")
NO_LETTERS = Mark("boilerplate", "no letters")
PLACEHOLDER = Mark("boilerplate", "template placeholder")
DATE = Mark("boilerplate", "date")
CREDIT = Mark("boilerplate", "credit")
TAGS = Mark("boilerplate", "tags")
CONTACT = Mark("boilerplate", "address")
NOTICE = Mark("boilerplate", "notice")
LEGAL = Mark("boilerplate", "legal notice")
APPEAL = Mark("boilerplate", "appeal")
COMMENTS = Mark("boilerplate", "comment form")
LINKS_HEAD = Mark("boilerplate", "heading of links")
LINK = Mark("boilerplate", "link to another page")
SECTION = Mark("link-list", "section name")
TRAIL = Mark("link-list", "path of sections")

# By where the line stands.
ABOVE = Mark("boilerplate", "above the headline")
DANGLING = Mark("boilerplate", "breaks off beside a button")
APPEAL_BLOCK = Mark("boilerplate", "beside appeals")
RUNNING_HEAD = Mark("boilerplate", "head of a printed page")
END = Mark("boilerplate", "says that the article ends")
STUMPS = Mark("boilerplate", "stumps of buttons")
SIGN_OFF = Mark("boilerplate", "end of a letter")
MAIL_HEAD = Mark("boilerplate", "head of a letter")
AFTER_COMMENTS = Mark("boilerplate", "after the comment form")
AFTER_END = Mark("boilerplate", "after the end of the article")
PAGE_SPEECH = Mark("boilerplate", "speaks of the page itself")
AUTHOR = Mark("boilerplate", "about the author")
LAST_LABEL = Mark("boilerplate", "label after the last sentence")
LIST_HEAD = Mark("boilerplate", "heading of a list")
LIST = Mark("link-list", "run of list items")
RUN = Mark("link-list", "run of open lines")
MENU = Mark("link-list", "menu")
UNDER_HEAD = Mark("link-list", "below a heading of links")
LINK_AFTER_END = Mark("link-list", "link after the end of the article")

# By other documents.
REPEATED = Mark("boilerplate", "repeated")
