"""Parameters without a comment that says what they are, for tools/style.py.

All parameters count of public functions, of the `__init__` of public classes, and of their public methods. A method's parameter
may be described at another class that has the same method: `RandomCutout.corrupt` means what `Corruption.corrupt` means."""

import ast, re

def is_patch(f):
    "Whether `f` is a method written outside of its class"
    return any('patch' in ast.unparse(o) for o in f.decorator_list)

def parameters(f, drop_first):
    "Public parameters of a function with their defaults"
    a = f.args
    given = [*a.posonlyargs, *a.args]
    defaults = [None]*(len(given)-len(a.defaults)) + a.defaults
    params = [*zip(given, defaults)][drop_first:] + [*zip(a.kwonlyargs, a.kw_defaults)]
    return [(p,default) for p,default in params if not p.arg.startswith('_')]

def is_described(p, default, rows):
    "Whether a comment stands behind the parameter, alone on its line"
    end = default or p
    rest = rows[end.end_lineno-1].encode()[end.end_col_offset:].decode()
    return bool(re.match(r'\s*,?\s*#\s*\S', rest))

class Documented:
    "A public function or method, and which of its parameters are described"
    def __init__(self, f, cell, cls=None):
        self.is_method = cls is not None and f.name!='__init__'
        self.name = f'{cls}.{f.name}' if cls else f.name
        self.cell = cell.name
        rows = cell.source.splitlines()
        is_static = any(ast.unparse(o)=='staticmethod' for o in f.decorator_list)
        params = parameters(f, int(cls is not None and not is_static))
        self.params = {(f.name if self.is_method else self.name, p.arg): is_described(p, o, rows) for p,o in params}

def methods(node, cell):
    "Public methods of a class, and its `__init__`"
    for o in node.body:
        if not isinstance(o, ast.FunctionDef): continue
        if o.name=='__init__' or not o.name.startswith('_'): yield Documented(o, cell, node.name)

def documented(code):
    "Everything public that has parameters"
    cells = [c for c in code.exported if not c.has('exporti')]
    nodes = [(o,c) for c in cells for o in c.tree.body if not getattr(o, 'name', '_').startswith('_')]
    classes = {o.name for o,_ in nodes if isinstance(o, ast.ClassDef)}
    for o,cell in nodes:
        if isinstance(o, ast.ClassDef): yield from methods(o, cell)
        elif not isinstance(o, ast.FunctionDef): continue
        elif not is_patch(o): yield Documented(o, cell)
        else:
            cls = ast.unparse(o.args.args[0].annotation)
            if cls in classes: yield Documented(o, cell, cls)

def undocumented(code):
    "A line for each parameter without a description"
    found = list(documented(code))
    described = {k for o in found for k,ok in o.params.items() if ok}
    for o in found:
        gone = [k[1] for k in o.params if k not in described]
        if gone: yield f'{o.cell}: parameters of {o.name} not described: {", ".join(gone)}'
