"""A service's answer to labels, by a template that somebody else wrote: a small part of Jinja2, in its sandbox.

Doccano renders it as it is, and then a template can run any code in the server. Here it has nothing to call: it may go
through the answer once, compare, choose and write. As it cannot call, multiply, join or nest loops, and inside the loop
sees one item only, what it costs grows with the size of the answer, which is bounded, and with its own length, which
is too. The sandbox stands behind that, in case something is overlooked here.
"""

import json

from jinja2 import TemplateError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

MOST_LETTERS = 2_000  # of a template
MOST_WRITTEN = 256 * 1024  # characters that a template may write
_PLAIN_FILTERS = frozenset({"tojson", "lower", "upper", "trim", "string", "float", "int", "length", "first", "last"})
_FILTERS = _PLAIN_FILTERS | {"default"}  # the only one that may have an argument
_TESTS = frozenset({"defined", "none", "string", "number", "mapping"})
_NODES = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.For,
    nodes.If,
    nodes.Name,
    nodes.Getattr,
    nodes.Getitem,
    nodes.Const,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Neg,
    nodes.CondExpr,
    nodes.Filter,
    nodes.Test,
)


class BadTemplate(Exception):
    """A template that is not rendered, or whose result is no list of labels."""


def _environment():
    environment = ImmutableSandboxedEnvironment(autoescape=False)  # JSON, not HTML
    environment.globals.clear()
    environment.filters = {name: environment.filters[name] for name in _FILTERS}
    environment.tests = {name: environment.tests[name] for name in _TESTS}
    return environment


_ENVIRONMENT = _environment()


def check_template(template):
    """Nothing, if the template keeps to the part of Jinja2 that is understood here; BadTemplate says what does not."""
    if not isinstance(template, str) or len(template) > MOST_LETTERS:
        raise BadTemplate(f"A template is a text of at most {MOST_LETTERS} characters.")
    try:
        _check(_ENVIRONMENT.parse(template), names={"input"})
    except (TemplateError, RecursionError, ValueError) as error:
        raise BadTemplate(f"The template cannot be read ({_said(error)}).") from None


def labels_in(template, answer):
    """The labels that the template makes of an answer, each a dictionary with `label`."""
    check_template(template)
    written, size = [], 0
    try:
        for piece in _ENVIRONMENT.from_string(template).generate(input=answer):
            written.append(piece)
            size += len(piece)
            if size > MOST_WRITTEN:
                raise BadTemplate(f"The template writes more than {MOST_WRITTEN} characters.")
        found = json.loads("".join(written))
    except BadTemplate:
        raise
    except Exception as error:  # whatever an answer of another shape does to a template
        raise BadTemplate(f"The template does not fit the answer ({_said(error)}).") from None
    if not isinstance(found, list) or not all(
        isinstance(row, dict) and isinstance(row.get("label"), str) for row in found
    ):
        raise BadTemplate('The template must write a list of objects with a text as "label".')
    return [{"label": row["label"]} for row in found]


def _check(node, names):
    """Refuses what is not in the lists; `names` are those that may be read here."""
    if not isinstance(node, _NODES):
        raise BadTemplate(f"The template uses {type(node).__name__}, which is not allowed on this server.")
    if isinstance(node, nodes.Name) and node.name not in names:
        raise BadTemplate(f"The template uses the name {node.name!r}. Here it may use: {', '.join(sorted(names))}.")
    if isinstance(node, nodes.Getitem) and not isinstance(node.arg, nodes.Const):
        raise BadTemplate("The template chooses an item by something that is no constant.")
    if isinstance(node, nodes.Getattr | nodes.Getitem):
        wanted = str(node.attr if isinstance(node, nodes.Getattr) else node.arg.value)
        if wanted.startswith("_"):
            raise BadTemplate(f"The template asks for {wanted!r}, which is not allowed on this server.")
    if isinstance(node, nodes.Filter | nodes.Test):
        _check_call(node)
    if isinstance(node, nodes.For):
        _check_loop(node, names)
        return
    for child in node.iter_child_nodes():
        _check(child, names)


def _check_call(node):
    known = _FILTERS if isinstance(node, nodes.Filter) else _TESTS
    if node.name not in known:
        raise BadTemplate(f"The template uses {node.name!r}. There are: {', '.join(sorted(known))}.")
    more = node.args or node.kwargs or node.dyn_args or node.dyn_kwargs
    if more and (node.name != "default" or len(node.args) != 1 or node.kwargs or node.dyn_args or node.dyn_kwargs):
        raise BadTemplate(f"{node.name!r} has no arguments on this server.")


def _check_loop(loop, names):
    """One loop over the answer or a part of it; inside there is the item, and no way back to the whole."""
    if "input" not in names or loop.recursive or not isinstance(loop.target, nodes.Name):
        raise BadTemplate("A template may go through the answer in one simple loop, not in loops inside of loops.")
    if not isinstance(loop.iter, nodes.Name | nodes.Getattr | nodes.Getitem):
        raise BadTemplate("A loop goes through the answer, or a named part of it.")
    _check(loop.iter, names)
    inside = {loop.target.name, "loop"}
    for part in [*loop.body, *([loop.test] if loop.test is not None else [])]:
        _check(part, inside)
    for part in loop.else_:
        _check(part, names)


def _said(error):
    return (str(error).splitlines() or [type(error).__name__])[0][:200]
