"Notebooks and modules as cells of code, example and prose, for tools/style.py."

import ast, json, re
from functools import cached_property
from itertools import dropwhile, groupby, takewhile
from statistics import median

class Cell:
    "A cell of a notebook, or what stands between two of the marks `# %%` that nbdev writes into a module"
    def __init__(self, name, source, kind='code', exported=None):
        self.name,self.source = name,source
        self.is_prose = kind!='code'
        self.exported = exported
        if exported is None: self.exported = kind=='code' and self.has('exports?i?')
        self.lines = [o for o in source.splitlines() if o.strip() and not o.startswith('#|')]

    def __len__(self): return len(self.lines)

    def has(self, directive):
        pattern = rf'^#\|\s*{directive}\b'
        return bool(re.search(pattern, self.source, re.M))

    @cached_property
    def tree(self):
        "Syntax tree without magics; empty if Python cannot parse it"
        try: return ast.parse(re.sub(r'^[%!].*', '', self.source, flags=re.M))
        except SyntaxError: return ast.Module([], [])

    @cached_property
    def role(self):
        "What the cell is to a reader; None for imports and hidden cells"
        if self.is_prose: return 'prose'
        if all(isinstance(o, (ast.Import, ast.ImportFrom)) for o in self.tree.body): return None
        if self.exported: return 'code'
        return None if self.has('hide') else 'example'

    def functions(self):
        for o in ast.walk(self.tree):
            if isinstance(o, (ast.FunctionDef, ast.AsyncFunctionDef)): yield Function(o, self)

class Function:
    "Size of a function: its lines, and the syntax nodes in a line of its body, docstring left out"
    def __init__(self, node, cell):
        self.name = f'{cell.name}: {node.name}'
        self.lines = node.end_lineno - node.lineno + 1
        body = node.body[ast.get_docstring(node) is not None:]
        if not body:
            self.density = 0
            return
        rows = cell.source.splitlines()[body[0].lineno-1:body[-1].end_lineno]
        code = [o for o in rows if o.strip() and not o.strip().startswith('#')]
        nodes = [o for stmt in body for o in ast.walk(stmt)]
        self.density = len(nodes)/len(code)

def read_notebook(path, name):
    for o in json.loads(path.read_text(encoding='utf-8'))['cells']:
        id_ = o.get('id', '')
        yield Cell(f'{name}:cell[{id_}]', ''.join(o['source']), o['cell_type'])

def read_module(path, name):
    source = path.read_text(encoding='utf-8')
    head,*cells = re.split(r'^# %% .*', source, flags=re.M)
    for o in cells or [head]: yield Cell(name, o, exported=True)

class Code:
    "All notebooks of a folder, or all modules; only those that nbdev wrote, if there are any"
    def __init__(self, path, ext='py'):
        read = read_module if ext=='py' else read_notebook
        files = []
        for o in sorted(path.rglob(f'*.{ext}')):
            name = o.relative_to(path.parent).as_posix()
            if not re.search(r'/[._]', name): files.append(list(read(o, name)))
        self.files = [o for o in files if len(o)>1] or files
        code = [c for cells in self.files for c in cells if not c.is_prose]
        self.exported = [c for c in code if c.exported and len(c)]
        self.functions = [f for c in self.exported for f in c.functions()]
        self.lines = [(len(line), f'{c.name}: {line.strip()}') for c in code for line in c.lines]

    @property
    def density(self):
        return median(f.density for f in self.functions if f.density)

    def over(self, width):
        return [line for n,line in self.lines if n>width]

    def first_examples(self):
        "For each notebook, exported lines before their first example, and the cell where they begin"
        for cells in self.files:
            shown = [c for c in cells if c.role in ('code', 'example')]
            shown = dropwhile(lambda c: c.role=='example', shown)
            before = list(takewhile(lambda c: c.role=='code', shown))
            if before: yield sum(map(len, before)), before[0].name

    def silent_runs(self):
        "Exported lines with neither prose nor an example between them, and the cell where they begin"
        for cells in self.files:
            seen = [c for c in cells if c.role]
            for role,run in groupby(seen, lambda c: c.role):
                run = list(run)
                if role=='code': yield sum(map(len, run)), run[0].name
