"""A lesson in media literacy."""

import click


@click.group()
def lesson() -> None:
    """Make a lesson in media literacy."""
