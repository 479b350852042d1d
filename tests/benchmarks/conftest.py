import sys
from pathlib import Path

# The scripts of benchmarks import each other by bare names. Behind all else, so that theirs (doccano, sentences) stand
# before nothing that another test imports.
sys.path.append(str(Path(__file__).parents[2] / "benchmarks"))
