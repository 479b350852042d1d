"""The code that runs inside Doccano's own environment: settings, addresses, guard.

It is not imported by framing. It stands on the path of the server that `framing.doccano.local.server` starts.
"""
