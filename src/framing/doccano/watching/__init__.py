"""How far annotators are, and what is wrong."""
