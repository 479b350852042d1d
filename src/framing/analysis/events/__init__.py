"""The same event, told apart: articles grouped by event, aligned extracts, and what an outlet leaves out."""
