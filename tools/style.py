"""How the notebooks are written, in figures, beside fastcore and fastai: `python tools/style.py`.

`--check` names what breaks a limit and then exits with 1; `--write` puts the table into CONTRIBUTING.md."""

import argparse, ast, re, sys
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from statistics import median

from cells import Code
from docments import undocumented

ROOT  = Path(__file__).resolve().parents[1]
START = '<!-- measures -->'
END   = '<!-- end of measures -->'

# Limits of --check
WIDTHS  = {160:0, 120:.02} # share of lines of code that may be longer
DENSITY = 16               # syntax nodes in a line of a function's body, median
FIRST   = 15               # exported lines before the first example of a notebook, median
SILENT  = 40               # exported lines without prose or an example
LONGEST = 50               # lines of an exported cell

def public_names(module):
    "What a module lists in `__all__`"
    source = module.read_text(encoding='utf-8')
    found = re.search(r'^__all__ = (\[.*?\])', source, re.M|re.S)
    return set(ast.literal_eval(found[1])) if found else set()

def star_imports(module, seen=()):
    "A module, and those of its package that it imports by a star, directly or through others"
    seen = {*seen, module}
    source = module.read_text(encoding='utf-8')
    for dots,name in re.findall(r'^from (\.+)([\w.]*) import \*', source, re.M):
        to = module.parents[len(dots)-1]/name.replace('.', '/')
        for o in (to.with_suffix('.py'), to/'__init__.py'):
            if o.exists() and o not in seen: seen = star_imports(o, seen)
    return seen

def name_counts(package, all_py):
    "Public names of all modules, and how many of them `all` brings"
    modules = [o for o in package.rglob('*.py') if o.name!='_modidx.py']
    brought = set()
    for o in star_imports(package/all_py): brought |= public_names(o)
    return sum(len(public_names(o)) for o in modules), len(brought)

def measures(code, package, all_py='all.py'):
    "The figures of some code, as rows of the table"
    rows = {}
    sizes = sorted(map(len, code.exported))
    ninth = sizes[len(sizes)*9//10]
    rows['exported cell, lines: median / 90 % / longest'] = f'{median(sizes):g} / {ninth} / {sizes[-1]}'
    rows["syntax nodes in a line of a function's body, median"] = f'{code.density:.1f}'
    long,longer = (100*len(code.over(o))/len(code.lines) for o in (120, 160))
    rows['lines of code over 120 / 160 characters, %'] = f'{long:.2f} / {longer:.2f}'
    first,silent = '-','-'
    if any(c.is_prose for cells in code.files for c in cells):
        first = f'{median(n for n,_ in code.first_examples()):g}'
        silent = max(n for n,_ in code.silent_runs())
    rows['exported lines before the first example, median'] = first
    rows['exported lines without prose or an example, longest'] = silent
    rows['longest function, lines'] = max(f.lines for f in code.functions)
    every,brought = name_counts(package, all_py)
    rows['public names of all modules / brought by `all`'] = f'{every} / {brought}'
    rows['exported lines of code'] = sum(sizes)
    return rows

def table(root):
    "All measures as a Markdown table"
    cols = {'inpaint_fa': measures(Code(root/'nbs', 'ipynb'), root/'inpaint_fa')}
    for name,all_py in (('fastcore', 'all.py'), ('fastai', 'vision/all.py')):
        package = Path(find_spec(name).origin).parent
        cols[f'{name} {version(name)}'] = measures(Code(package), package, all_py)
    rows = [['', *cols], ['---']*(len(cols)+1)]
    for k in cols['inpaint_fa']: rows.append([k, *(str(col[k]) for col in cols.values())])
    return '\n'.join(f'| {" | ".join(row)} |' for row in rows)

def line_problems(code, name):
    "What is too long or too dense in the lines of a folder"
    for width,share in WIDTHS.items():
        long = code.over(width)
        if len(long)<=share*len(code.lines): continue
        yield f'{name}: {len(long)} of {len(code.lines)} lines over {width} characters; allowed {100*share:g} %'
        for o in long: yield f'    {o:.140}'
    if code.density<=DENSITY: return
    yield f"{name}: {code.density:.1f} syntax nodes in a line of a function's body; allowed {DENSITY}. Densest:"
    for f in sorted(code.functions, key=lambda f: -f.density)[:10]: yield f'    {f.density:3.0f} {f.name}'

def page_problems(code):
    "What is too long without prose or an example"
    first = sorted(code.first_examples(), reverse=True)
    middle = median(n for n,_ in first)
    if middle>FIRST:
        yield f'nbs: {middle:g} exported lines before the first example; allowed {FIRST} at the median. Longest:'
        for n,cell in first:
            if n>FIRST: yield f'    {n:3} from {cell}'
    for n,cell in code.silent_runs():
        if n>SILENT: yield f'{cell}: {n} exported lines without prose or an example; allowed {SILENT}'
    for c in code.exported:
        if len(c)>LONGEST: yield f'{c.name}: {len(c)} exported lines; allowed {LONGEST}'

def write(md, text):
    "Put the table between its two marks"
    before,_,rest = md.read_text(encoding='utf-8').partition(START)
    _,end,after = rest.partition(END)
    if not end: raise SystemExit(f'{md.name} has no {START} ... {END}')
    md.write_text(f'{before}{START}\n{text}\n{END}{after}', encoding='utf-8')

def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument('--root', type=Path, default=ROOT, help='the repository to measure')
    ap.add_argument('--check', action='store_true', help='name what breaks a limit')
    ap.add_argument('--write', action='store_true', help='put the table into CONTRIBUTING.md')
    args = ap.parse_args()
    if args.check:
        nbs = Code(args.root/'nbs', 'ipynb')
        tools = Code(args.root/'tools')
        problems = [*line_problems(nbs, 'nbs'), *page_problems(nbs), *undocumented(nbs), *line_problems(tools, 'tools')]
        print(*problems or ['Within all limits'], sep='\n')
        return int(bool(problems))
    text = table(args.root)
    if args.write: write(args.root/'CONTRIBUTING.md', text)
    else: print(text)

if __name__=='__main__': sys.exit(main())
