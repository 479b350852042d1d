"""The class DoccanoClient, importable beside any urllib3.

doccano-client 1.2.8 needs requests-toolbelt 0.9.1, which imports `urllib3.contrib.appengine`: a module that
urllib3 2 no longer has, and that nobody outside Google's App Engine used. An empty module of that name is
enough. Pinning urllib3<2 instead would keep everybody on a version without security updates.
"""

import importlib.util
import sys
import types

from framing.errors import MissingExtra

_GONE = "urllib3.contrib.appengine"


def import_client() -> type:
    """The class `doccano_client.DoccanoClient`.

    Raises:
        MissingExtra: framing was installed without `doccano`.
    """
    try:
        if _GONE not in sys.modules and importlib.util.find_spec(_GONE) is None:
            sys.modules[_GONE] = types.ModuleType(_GONE, "Empty; see framing.doccano.wire.client_import.")
        from doccano_client import DoccanoClient
    except ModuleNotFoundError as problem:
        raise MissingExtra(
            f"Working with Doccano needs the package {problem.name}, which is not here: pip install 'framing[doccano]'."
        ) from problem
    found: type = DoccanoClient
    return found
