"""How far annotators agree, and what that can stand on."""
