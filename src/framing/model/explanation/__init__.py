"""Why a score is what it is: words that pushed it, and labelled sentences that are like the text."""
