"""`python -m framing`: the command line."""

from framing.cli.main import run

if __name__ == "__main__":
    run()
