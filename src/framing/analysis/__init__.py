"""From scores to findings with intervals: shares, comparisons, time lines, events."""
