"""The documentation site, `_site`, from the notebooks: `make docs`.

nbdev turns each notebook into a page. The pages are written by Quarto if its program is installed, else by smalldocs,
a reimplementation in pure Python. A notebook's number says where it stands in the sidebar: adding one changes nothing here."""

import argparse, inspect, os, re, shutil, subprocess, sys
from itertools import groupby
from pathlib import Path
from textwrap import fill

import yaml
import nbdev.showdoc
from fastcore.docments import DocmentTbl
from fastcore.nbio import mk_cell, read_nb, write_nb
from nbdev.config import get_config, nbpath2html
from nbdev.doclinks import nbglob
from nbdev.process import Processor
from nbdev.processors import FilterDefaults, add_show_docs

import links

ROOT = Path(__file__).resolve().parents[1]
NBS,PROC,SITE = ROOT/'nbs',ROOT/'_proc',ROOT/'_site'

# Rooms of the sidebar: folders, and notebooks by the first digit of their number
ROOMS = {'tutorials':'Start', '0':'Data', '1':'Networks', '2':'Losses & metrics', '3':'Training', '4':'Downstream & comparison',
         '5':'Widgets', '6':'Command line', '9':'Everything at once', 'recipes':'Recipes'}

def room(nb):
    "The room of a notebook, a path relative to `nbs`; `None` for one that is in no room"
    return ROOMS.get(nb.parts[0] if len(nb.parts)>1 else nb.name[0])

def page(nb):
    "A notebook's page: its path without the number, as in the links that nbdev makes"
    return nbpath2html(nb).with_suffix('.ipynb')

# --- What a page shows

class TableRenderer(nbdev.showdoc.BasicMarkdownRenderer):
    "nbdev's `show_doc` with a table of parameters in place of comments in the signature"
    def _repr_markdown_(self):
        tbl = self.sig and DocmentTbl(self.sym)
        if not tbl or not tbl.has_docment: return self.anchored(super()._repr_markdown_())
        ps = [p.replace(annotation=p.empty, default=p.empty if p.default is p.empty else Default(p.default))
              for p in self.sig.parameters.values() if p.name!='self']
        nm = self.nm.split('.')[-1]
        sig = fill(nm + str(inspect.Signature(ps)), 90, subsequent_indent=' '*(len(nm)+1))
        return self.anchored(super()._repr_markdown_().replace(str(self.dm), sig)) + f'\n\n{tbl._repr_markdown_()}'

    def anchored(self, md):
        "The heading gets the anchor that nbdev's links have"
        h = f"{'#'*self.title_level} {self.nm}\n"
        return md.replace(h, f'{h[:-1]} {{#{self.nm.lower()}}}\n')

class Default:
    "A default value, functions and classes by their name"
    def __init__(self, o): self.o = o
    def __repr__(self): return getattr(self.o, '__name__', None) or repr(self.o)

nbdev.showdoc.BasicMarkdownRenderer = TableRenderer

class show_docs_in_order(Processor):
    "nbdev documents the symbols of a cell from the last to the first: turn that round"
    def begin(self):
        self.nb.cells[:] = [o for k,g in groupby(self.nb.cells, lambda o: getattr(o, 'has_sd', False)) for o in (reversed(list(g)) if k else g)]

class Pages(FilterDefaults):
    def base_procs(self):
        procs = super().base_procs()
        procs.insert(procs.index(add_show_docs)+1, show_docs_in_order)
        return procs

def split_title(nb):
    "nbdev takes the title's cell for itself: what follows title and `>` subtitle moves to a cell of its own"
    cell = next((o for o in nb.cells if o.cell_type=='markdown'), None)
    m = cell and re.match(r'# .*\n*(?:> .*\n*)?', cell.source)
    if not m: return
    i,rest = nb.cells.index(cell)+1,cell.source[m.end():].strip()
    cell.source = m[0].strip()
    if rest: nb.cells.insert(i, mk_cell(rest, 'markdown'))

def add_page_links(nb, path, cfg):
    "Links to the notebook itself, and to run it, under the title"
    where = f'blob/{cfg.branch}/nbs/{path.as_posix()}'
    colab = cfg.git_url.replace('https://github.com', 'https://colab.research.google.com/github')
    md = f'::: {{.page-links}}\n[Notebook]({cfg.git_url}/{where}) · [Open in Colab]({colab}/{where})\n:::'
    nb.cells.insert(1, mk_cell(md, 'markdown'))

def markdowns(nb):
    "Every markdown of a page, as (holder, key)"
    for c in nb.cells:
        if c.cell_type=='markdown': yield c,'source'
        for o in c.get('outputs', []):
            if 'text/markdown' in o.get('data', {}): yield o['data'],'text/markdown'

def text(md): return md if isinstance(md, str) else ''.join(md)

def mend_links(nb, path, anchors, cfg):
    """Links to other notebooks lead to their pages; those out of `nbs` to the repository; and those that nbdev made of
    a symbol without a heading to the nearest thing that has one"""
    def file_link(m):
        to,frag = m[1],m[2] or ''
        up = os.path.normpath(path.parent/to)
        if up.startswith('../'): return f']({cfg.git_url}/blob/{cfg.branch}/{up[3:]}{frag})'
        return f']({page(Path(to)).as_posix() if to.endswith(".ipynb") else to}{frag})'
    def sym_link(m):
        pg,sym = m[1],m[2]
        while sym and sym not in anchors.get(pg, ()): sym = sym.rpartition('.')[0]
        return f'](/{pg}.html#{sym})' if sym else f'](/{pg}.html)'
    for o,k in markdowns(nb):
        md = text(o[k])
        if cfg.doc_url: md = md.replace(f']({cfg.doc_url.rstrip("/")}/', '](/')
        md = re.sub(r'\]\((?!\w+:|/)([^)\s#]+)(#[^)\s]*)?\)', file_link, md)
        o[k] = re.sub(r'\]\(/([\w/.-]+)\.html#([^)\s]+)\)', sym_link, md)

def mend_headings(nb, anchors):
    "A heading is no link; and one that is a symbol's name leaves the anchor to the symbol"
    def f(m):
        nm = m[2].strip('` ')
        return f'{m[1]} {m[2]}' + (f' {{#{nm.lower()}-section}}' if nm.lower() in anchors else '')
    for c in nb.cells:
        if c.cell_type=='markdown': c.source = re.sub(r'^(#+) +\[?(`?[\w.]+`?)(?:\]\(\S+\))? *$', f, c.source, flags=re.M)

# --- The whole site

def sidebar(paths):
    "The sidebar: the rooms, and the pages in each in the order of their numbers"
    rooms = {o:[] for o in ['Start', *dict.fromkeys(ROOMS.values())]}
    for nb in paths:
        r = 'Start' if nb.name=='index.ipynb' and len(nb.parts)==1 else room(nb)
        if r: rooms[r].insert(0 if nb.name=='index.ipynb' else len(rooms[r]), page(nb).as_posix())
    return [dict(section=k, contents=v) for k,v in rooms.items() if v]

def stage():
    "Write all that Quarto or smalldocs needs to `_proc`"
    cfg = get_config(ROOT)
    shutil.rmtree(PROC, ignore_errors=True)
    shutil.copytree(NBS, PROC, ignore=shutil.ignore_patterns('*.ipynb', '.*', '_*', 'nbdev.yml', 'sidebar.yml', '*.py', 'models'))
    shutil.copy(ROOT/'_quarto.yml', PROC)
    paths = sorted(o.relative_to(NBS) for o in nbglob(NBS, as_path=True))
    pages = {}
    for p in paths:
        print(f'  {p}', flush=True)
        nb = read_nb(NBS/p)
        split_title(nb)
        add_page_links(nb, p, cfg)
        Pages()(nb)
        pages[p] = nb
    if len({page(p) for p in paths})<len(paths): raise ValueError(f'Two notebooks would have the same page: {paths}')
    anchors = {page(p).with_suffix('').as_posix(): {a for o,k in markdowns(nb) for a in re.findall(r'\{#(\S+)\}$', text(o[k]), re.M)}
               for p,nb in pages.items()}
    for p,nb in pages.items():
        mend_links(nb, p, anchors, cfg)
        mend_headings(nb, anchors[page(p).with_suffix('').as_posix()])
        (PROC/p).parent.mkdir(parents=True, exist_ok=True)
        write_nb(nb, PROC/page(p))
    web = dict(title=cfg.title, description=cfg.description)
    web |= {'repo-url':cfg.git_url, 'repo-branch':cfg.branch, 'navbar':{'right':[{'icon':'github', 'href':cfg.git_url, 'text':'GitHub'}]}}
    (PROC/'nbdev.yml').write_text(yaml.safe_dump({'project':{'output-dir':'_site'}, 'website':web}, sort_keys=False))
    (PROC/'sidebar.yml').write_text(yaml.safe_dump({'website':{'sidebar':{'contents':sidebar(paths)}}}, sort_keys=False))

def render():
    "Write the pages, with Quarto where it is installed"
    if shutil.which('quarto'): subprocess.run(['quarto', 'render', PROC, '--no-execute'], check=True)
    else:
        from smalldocs.site import build
        site = build(PROC, quiet=True)
        # `output-file` comes from nbdev, for Quarto
        for o in site.warnings:
            if 'output-file' not in o: print(f'  {o}')
    shutil.rmtree(SITE, ignore_errors=True)
    shutil.move(PROC/'_site', SITE)

def main():
    ap = argparse.ArgumentParser(description='Build the documentation site')
    ap.add_argument('--no-check', action='store_true', help='do not check the links of the site')
    args = ap.parse_args()
    os.chdir(ROOT)
    os.environ['IN_TEST'] = '1'   # as nbdev does while it builds pages
    print('Pages:')
    stage()
    render()
    print(f'Wrote {SITE.relative_to(ROOT)}/index.html')
    return 0 if args.no_check else links.main()

if __name__=='__main__': sys.exit(main())
