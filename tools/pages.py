"What tools/docs.py does to a notebook on its way to a page: documentation of symbols, links, headings."

import inspect, os, re
from itertools import groupby
from pathlib import Path
from textwrap import fill

from fastcore.docments import DocmentTbl
from fastcore.nbio import mk_cell
from nbdev.config import nbpath2html
from nbdev.process import Processor
from nbdev.processors import FilterDefaults, add_show_docs
from nbdev.showdoc import BasicMarkdownRenderer

def page(nb):
    "A notebook's page: its path without the number, as in the links that nbdev makes"
    return nbpath2html(nb).with_suffix('.ipynb')

# --- Documentation of symbols

def by_name(md):
    "Functions and classes by their name alone, not by where they lie in memory or in which module"
    md = re.sub(r"<(?:function|class) '?([\w.]+)'?(?: at 0x\w+)?>", r'\1', md)
    return re.sub(r'\b(?:[a-z_]\w*\.)+([A-Z]\w*)', r'\1', md)

class Default:
    "A default value; functions and classes by their name"
    def __init__(self, value): self.value = value
    def __repr__(self): return getattr(self.value, '__name__', None) or by_name(repr(self.value))

class TableRenderer(BasicMarkdownRenderer):
    "nbdev's `show_doc` with a table of parameters in place of comments in the signature"
    def _repr_markdown_(self):
        md = self.anchored(super()._repr_markdown_())
        table = self.sig and DocmentTbl(self.sym)
        if not table or not table.has_docment: return md
        rows = by_name(table._repr_markdown_())
        return md.replace(str(self.dm), self.signature()) + f'\n\n{rows}'

    def signature(self):
        "Names and defaults only: types and comments stand in the table"
        params = []
        for p in self.sig.parameters.values():
            if p.name=='self': continue
            default = p.default
            if default is not p.empty: default = Default(default)
            params.append(p.replace(annotation=p.empty, default=default))
        name = self.nm.split('.')[-1]
        return fill(f'{name}{inspect.Signature(params)}', 72, subsequent_indent=' '*(len(name)+1))

    def anchored(self, md):
        "The heading gets the anchor that nbdev's links have"
        heading = f'{"#"*self.title_level} {self.nm}'
        return md.replace(f'{heading}\n', f'{heading} {{#{self.nm.lower()}}}\n')

class ShowDocs(Processor):
    "nbdev documents the symbols of a cell from the last to the first, without tables: mended here"
    def begin(self):
        cells = []
        for is_doc,run in groupby(self.nb.cells, lambda o: getattr(o, 'has_sd', False)):
            run = list(run)
            if is_doc: run.reverse()
            cells += run
        self.nb.cells[:] = cells

    def cell(self, cell):
        if not getattr(cell, 'has_sd', False): return
        cell.source = cell.source.removesuffix(')') + ", renderer='pages.TableRenderer')"

def shorter(word):
    "Four digits of a number: a table of them is as wide as the page"
    return f'{float(word):#.4g}' if re.fullmatch(r'-?\d+\.\d{5,}', word) else word

def log_table(log):
    "The log of a training as a table; None for other text"
    lines = [o.split() for o in log.splitlines() if o.strip()]
    if not lines or lines[0][:2]!=['epoch','train_loss'] or {len(o) for o in lines}!={len(lines[0])}: return
    lines = [list(map(shorter, line)) for line in lines]
    lines.insert(1, ['---:']*len(lines[0]))
    return '\n'.join(f'| {" | ".join(o)} |' for o in lines)

class Logs(Processor):
    "Logs of trainings as tables: as text their columns fall apart on a phone"
    def cell(self, cell):
        for o in cell.get('outputs', []):
            table = log_table(text(o.get('text', '')))
            if not table: continue
            o.clear()
            o.update(output_type='display_data', metadata={}, data={'text/markdown':table})

class Pages(FilterDefaults):
    "nbdev's steps from a notebook to a page, and ours"
    def base_procs(self):
        procs = super().base_procs()
        procs.insert(procs.index(add_show_docs)+1, ShowDocs)
        return procs + [Logs]

# --- Title

def split_title(nb):
    "nbdev takes the title's cell for itself: what follows title and `>` subtitle moves to a cell of its own"
    cell = next((o for o in nb.cells if o.cell_type=='markdown'), None)
    title = cell and re.match(r'# .*\n*(?:> .*\n*)?', cell.source)
    if not title: return
    rest = cell.source[title.end():].strip()
    cell.source = title[0].strip()
    if rest: nb.cells.insert(nb.cells.index(cell)+1, mk_cell(rest, 'markdown'))

def add_page_links(nb, path, cfg):
    "Links to the notebook itself, and to run it, under the title"
    place = f'blob/{cfg.branch}/nbs/{path.as_posix()}'
    colab = cfg.git_url.replace('https://github.com', 'https://colab.research.google.com/github')
    links = f'[Notebook]({cfg.git_url}/{place}) · [Open in Colab]({colab}/{place})'
    nb.cells.insert(1, mk_cell(f'::: {{.page-links}}\n{links}\n:::', 'markdown'))

# --- Links and headings

def markdowns(nb):
    "Every markdown of a page, as (holder, key)"
    for c in nb.cells:
        if c.cell_type=='markdown': yield c,'source'
        for o in c.get('outputs', []):
            if 'text/markdown' in o.get('data', {}): yield o['data'],'text/markdown'

def text(md): return md if isinstance(md, str) else ''.join(md)

def anchors(nb):
    "Anchors of a page"
    found = set()
    for o,k in markdowns(nb): found.update(re.findall(r'\{#(\S+)\}$', text(o[k]), re.M))
    return found

def file_link(to, path, cfg):
    "Where a link of a notebook leads on the site; out of `nbs`: to the repository"
    up = os.path.normpath(path.parent/to)
    if up.startswith('../'): return f'{cfg.git_url}/blob/{cfg.branch}/{up[3:]}'
    return page(Path(to)).as_posix() if to.endswith('.ipynb') else to

def symbol_link(pg, symbol, known):
    "The anchor that nbdev meant, or that of the nearest thing around it which has one"
    has_anchor = known.get(pg, ())
    while symbol and symbol not in has_anchor: symbol = symbol.rpartition('.')[0]
    return f'/{pg}.html#{symbol}' if symbol else f'/{pg}.html'

def mend_links(nb, path, known, cfg):
    "Links to notebooks and symbols lead to pages and anchors; `known`: the anchors of each page"
    for o,k in markdowns(nb):
        md = text(o[k])
        if cfg.doc_url: md = md.replace(f']({cfg.doc_url.rstrip("/")}/', '](/')
        to_file = lambda m: f']({file_link(m[1], path, cfg)}{m[2] or ""})'
        md = re.sub(r'\]\((?!\w+:|/)([^)\s#]+)(#[^)\s]*)?\)', to_file, md)
        to_symbol = lambda m: f']({symbol_link(m[1], m[2], known)})'
        o[k] = re.sub(r'\]\(/([\w/.-]+)\.html#([^)\s]+)\)', to_symbol, md)

def mend_headings(nb, known):
    "A heading is no link; and one that is a symbol's name leaves the anchor to the symbol"
    def mended(m):
        name = m[2].strip('` ').lower()
        anchor = f' {{#{name}-section}}' if name in known else ''
        return f'{m[1]} {m[2]}{anchor}'
    heading = re.compile(r'^(#+) +\[?(`?[\w.]+`?)(?:\]\(\S+\))? *$', re.M)
    for c in nb.cells:
        if c.cell_type=='markdown': c.source = heading.sub(mended, c.source)
