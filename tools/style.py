"""How the notebooks are written, in figures, beside fastcore and fastai: `python tools/style.py`.

`--check` names what breaks a limit and then exits with 1; `--write` puts the table into CONTRIBUTING.md."""

import argparse, ast, json, re, sys
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from importlib.util import find_spec
from itertools import dropwhile, groupby, takewhile
from pathlib import Path
from statistics import median

ROOT  = Path(__file__).resolve().parents[1]
MARKS = '<!-- measures -->', '<!-- end of measures -->'

@dataclass
class Cell:
    "One cell of a notebook, or what lies between two `# %%` marks of a module that nbdev wrote"
    name:str
    source:str
    kind:str='code'
    from_module:bool=False

    @cached_property
    def lines(self):
        "Lines of code: neither empty nor a directive"
        return [o for o in self.source.splitlines() if o.strip() and not o.startswith('#|')]

    @cached_property
    def tree(self):
        "The syntax tree, magics left out; an empty one for code that Python cannot parse"
        try: return ast.parse(re.sub(r'^[%!].*', '', self.source, flags=re.M))
        except SyntaxError: return ast.Module([], [])

    def has(self, directive): return re.search(rf'^#\|\s*{directive}\b', self.source, re.M)

    @property
    def is_imports(self): return all(isinstance(o, (ast.Import, ast.ImportFrom)) for o in self.tree.body)
    @property
    def is_exported(self): return self.from_module or (self.kind=='code' and bool(self.has(r'exports?i?')))
    @property
    def is_example(self):
        return self.kind=='code' and not (self.is_exported or self.has('hide') or self.is_imports)

def read_notebook(path, root):
    "Cells of a notebook"
    for o in json.loads(path.read_text(encoding='utf-8'))['cells']:
        yield Cell(f'{path.relative_to(root)} cell {o.get("id", "")}', ''.join(o['source']), o['cell_type'])

def read_module(path, root):
    "Cells of a module: all of it, if nbdev did not write it"
    name,source = str(path.relative_to(root)),path.read_text(encoding='utf-8')
    cells = re.split(r'^# %% .*', source, flags=re.M)
    yield from (Cell(name, o, from_module=True) for o in cells[len(cells)>1:])

class Function:
    "A function's size: lines in all, and syntax nodes in a line of its body, docstring aside"
    def __init__(self, node, cell):
        self.name,self.lines = f'{cell.name}: {node.name}',node.end_lineno-node.lineno+1
        body = node.body[ast.get_docstring(node) is not None:]
        rows = cell.source.splitlines()[body[0].lineno-1:body[-1].end_lineno] if body else []
        n_lines = sum(bool(o.strip()) and not o.strip().startswith('#') for o in rows)
        n_nodes = sum(1 for o in body for _ in ast.walk(o))
        self.density = n_nodes/n_lines if n_lines else None

def names_of(module):
    "What a module lists in `__all__`"
    for o in ast.parse(module.read_text(encoding='utf-8')).body:
        if isinstance(o, ast.Assign) and getattr(o.targets[0], 'id', '')=='__all__':
            return {c.value for c in ast.walk(o.value) if isinstance(c, ast.Constant)}
    return set()

def star_names(module):
    "What `from module import *` brings of the module's own package"
    names = names_of(module)
    for o in ast.parse(module.read_text(encoding='utf-8')).body:
        if not (isinstance(o, ast.ImportFrom) and o.level and o.names[0].name=='*'): continue
        to = module.parents[o.level-1].joinpath(*(o.module or '__init__').split('.'))
        found = next((p for p in (to.with_suffix('.py'), to/'__init__.py') if p.exists()), None)
        if found and found!=module: names |= star_names(found)
    return names

class Code:
    "All code of a folder of notebooks, or of a package"
    def __init__(self, path, package=None):
        self.package,self.is_notebooks = package or path,package is not None
        read,ext = (read_module,'py') if package is None else (read_notebook,'ipynb')
        paths = [o for o in sorted(path.rglob(f'*.{ext}')) if not re.search(r'/[._]', str(o.relative_to(path.parent)))]
        self.files = [list(read(o, path.parent)) for o in paths]
        code = [c for f in self.files for c in f if c.kind=='code']
        self.exported = [c for c in code if c.is_exported]
        self.lines = [(f'{c.name}: {o.strip()}', len(o)) for c in code for o in c.lines]
        defs = [(o,c) for c in self.exported for o in ast.walk(c.tree) if isinstance(o, (ast.FunctionDef, ast.AsyncFunctionDef))]
        self.functions = [Function(*o) for o in defs]

    def over(self, width):
        "Code lines longer than `width`"
        return [o for o,n in self.lines if n>width]

    def dense(self):
        "Functions by syntax nodes in a line, from the densest"
        return sorted(((f.density, f.name) for f in self.functions if f.density), reverse=True)

    def first_examples(self):
        "Exported lines before their first example, for each notebook that exports some"
        for cells in self.files:
            shown = [c for c in cells if (c.is_exported and not c.is_imports) or c.is_example]
            before = list(takewhile(lambda c: c.is_exported, dropwhile(lambda c: c.is_example, shown)))
            if before: yield sum(len(c.lines) for c in before), before[0].name

    def silent_runs(self):
        "Exported lines with neither a word nor an example between them"
        for cells in self.files:
            talks = [c for c in cells if not c.is_imports and (c.is_exported or c.is_example or c.kind=='markdown')]
            for exported,run in groupby(talks, lambda c: c.is_exported):
                run = list(run)
                if exported: yield sum(len(c.lines) for c in run), run[0].name

    def names(self):
        "How many public names all modules have, and how many of them `all` brings"
        modules = [o for o in self.package.rglob('*.py') if o.name!='_modidx.py']
        all_py = next(o for f in ('all.py', 'vision/all.py') if (o := self.package/f).exists())
        return sum(len(names_of(o)) for o in modules), len(star_names(all_py))

def measures(code):
    "The figures of some code, as rows of the table"
    sizes = sorted(len(c.lines) for c in code.exported if c.lines)
    long = [100*len(code.over(o))/len(code.lines) for o in (120, 160)]
    words = [median(next(zip(*code.first_examples()))), max(code.silent_runs())[0]] if code.is_notebooks else '--'
    return {
        'exported cell, lines: median / 90 % / longest': f'{median(sizes):.0f} / {sizes[len(sizes)*9//10]} / {sizes[-1]}',
        "syntax nodes in a line of a function's body, median": f'{median(o for o,_ in code.dense()):.1f}',
        'code lines over 120 / 160 characters, %': f'{long[0]:.2f} / {long[1]:.2f}',
        'exported lines before the first example of a notebook, median': words[0],
        'exported lines without prose or example, longest run': words[1],
        'longest function, lines': max(f.lines for f in code.functions),
        'public names: of all modules / brought by `all`': '{} / {}'.format(*code.names()),
        'exported lines of code': sum(sizes)}

def table(root):
    "All measures as a Markdown table"
    cols = {'here':measures(Code(root/'nbs', root/'inpaint_fa'))}
    for o in ('fastcore', 'fastai'):
        cols[f'{o} {version(o)}'] = measures(Code(Path(find_spec(o).origin).parent))
    head = [['', *cols], ['---']*(len(cols)+1)]
    rows = [[k, *(str(c[k]) for c in cols.values())] for k in cols['here']]
    return '\n'.join(f'| {" | ".join(o)} |' for o in head+rows)

def line_problems(code, name):
    "What is too long or too dense in the lines of some code"
    yield from (f'over 160 characters: {o}' for o in code.over(160))
    long = code.over(120)
    if len(long)>.02*len(code.lines):
        yield f'{name}: {len(long)} of {len(code.lines)} code lines are over 120 characters, more than 2 %:'
        yield from (f'  {o}' for o in long)
    middle = median(o for o,_ in code.dense())
    if middle>16:
        yield f"{name}: {middle:.1f} syntax nodes in a line of a function's body at the median, more than 16; the densest:"
        yield from (f'  {n:.0f} in {o}' for n,o in code.dense()[:20])

def page_problems(code):
    "What is too long without a word or an example, in a folder of notebooks"
    first = sorted(code.first_examples(), reverse=True)
    if median(n for n,_ in first)>15:
        yield 'More than 15 exported lines before the first example at the median; the longest:'
        yield from (f'  {n} from {o}' for n,o in first if n>15)
    yield from (f'{n} exported lines without a word or an example, more than 40: from {o}' for n,o in code.silent_runs() if n>40)
    yield from (f'{len(c.lines)} exported lines, more than 50: {c.name}' for c in code.exported if len(c.lines)>50)

def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument('--root', type=Path, default=ROOT, help='the repository to measure')
    ap.add_argument('--check', action='store_true', help='name what breaks a limit')
    ap.add_argument('--write', action='store_true', help='put the table into CONTRIBUTING.md')
    args = ap.parse_args()
    if args.check:
        nbs,tools = Code(args.root/'nbs', args.root/'inpaint_fa'),Code(args.root/'tools')
        problems = [*line_problems(nbs, 'nbs'), *page_problems(nbs), *line_problems(tools, 'tools')]
        print(*problems or ['The style is within its limits'], sep='\n')
        return int(bool(problems))
    text = table(args.root)
    if not args.write: return print(text)
    md = ROOT/'CONTRIBUTING.md'
    head,_,rest = md.read_text(encoding='utf-8').partition(MARKS[0])
    md.write_text(f'{head}{MARKS[0]}\n{text}\n{MARKS[1]}{rest.partition(MARKS[1])[2]}', encoding='utf-8')

if __name__=='__main__': sys.exit(main())
