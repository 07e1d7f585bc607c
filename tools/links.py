"""Check the links of the built site, of the Markdown files beside this folder, and of notebooks' saved outputs: `python tools/links.py`.

Inside the site every address and every `#anchor` must exist; other addresses are not fetched, only read for their form.
The pages that errors name must exist, too."""

import json, re, sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

ROOT = Path(__file__).resolve().parents[1]

class Page(HTMLParser):
    "Ids and links of one page"
    def __init__(self, path):
        super().__init__()
        self.ids,self.links = set(),set()
        self.feed(path.read_text(encoding='utf-8'))

    def handle_starttag(self, tag, attrs):
        for k,v in attrs:
            if k in ('id','name') and v: self.ids.add(v)
            elif k in ('href','src'): self.links.add(v or '')

def well_formed(link):
    "Whether an address elsewhere can be one"
    url = urlsplit(link)
    if url.scheme in ('http', 'https'): return '.' in url.netloc and not re.search(r'\s', link)
    return url.scheme in ('mailto', 'data')

def target(url, page, site):
    "The file to which an address within the site leads"
    if not url.path: return page
    start = site if url.path.startswith('/') else page.parent
    to = (start/unquote(url.path).lstrip('/')).resolve()
    return to/'index.html' if to.is_dir() else to

def problem(link, page, site, pages):
    "What is wrong with a link of a page; None if nothing is"
    url = urlsplit(link)
    if url.scheme or url.netloc: return None if well_formed(link) else 'not an address'
    to = target(url, page, site)
    if not to.exists(): return 'no such file'
    if not url.fragment or to not in pages: return None
    return None if unquote(url.fragment) in pages[to].ids else 'no such anchor'

def site_problems(site):
    "A line for every link of the site at `site` that leads nowhere"
    pages = {o:Page(o) for o in sorted(site.rglob('*.html'))}
    for path,page in pages.items():
        for link in sorted(page.links):
            bad = problem(link, path, site, pages)
            if bad: yield f'{path.relative_to(site)}: {link[:200]}: {bad}'

def texts_of(path):
    "Markdown of a file; of a notebook that of its saved outputs, as its cells are pages of the site"
    txt = path.read_text(encoding='utf-8')
    if path.suffix=='.md': return [txt]
    outputs = [o for c in json.loads(txt)['cells'] for o in c.get('outputs', [])]
    return [''.join(o.get('data', {}).get('text/markdown', '')) for o in outputs]

def markdown_problems(md):
    "A line for every link of a Markdown file, or of a notebook's outputs, to a file that does not exist"
    txt = re.sub(r'^```.*?^```', '', '\n'.join(texts_of(md)), flags=re.S|re.M)
    for link in re.findall(r'\]\(([^)\s]+)\)', txt) + re.findall(r'(?:src|href)="([^"]*)"', txt):
        url = urlsplit(link)
        if url.scheme: ok = well_formed(link)
        else: ok = not url.path or (md.parent/unquote(url.path)).exists()
        if not ok: yield f'{md.name}: {link}: no such file or address'

def error_problems(package, pages):
    "A line for every page that an error names, and that does not exist"
    for o in sorted(package.glob('*.py')):
        for name in re.findall(r"\bsee\('(\w+)'\)", o.read_text(encoding='utf-8')):
            if not (pages/f'{name}.ipynb').exists(): yield f'{o.name}: see({name!r}): no such tutorial'

def main():
    bad = list(site_problems((ROOT/'_site').resolve()))
    for md in sorted(ROOT.glob('*.md'))+sorted(ROOT.glob('nbs/**/*.ipynb')): bad += markdown_problems(md)
    bad += error_problems(ROOT/'inpaint_fa', ROOT/'nbs'/'tutorials')
    if bad: print('Broken links:', *bad, sep='\n  ')
    return int(bool(bad))

if __name__=='__main__': sys.exit(main())
