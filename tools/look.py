"""Every page of the built site in a browser, on a screen and on a phone, light and dark.

`python tools/look.py [--out FOLDER] [--match NAME]` prints one line for each page. It fails where the console has an error,
a file is missing, a picture is broken, something is wider than the window, text is faint, or Markdown was left in it.
With `--report` the report of a comparison is looked at, in place of the site.
`--out` keeps screenshots. Needs Chromium and Playwright, and says so where one is missing."""

import argparse, sys, tempfile, threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path

from browser import CHROMIUM, WAIT

ROOT = Path(__file__).resolve().parents[1]
SITE = ROOT/'_site'
LOOKS = [(width, scheme) for width in (1300, 400) for scheme in ('light', 'dark')]
PROBLEMS = (Path(__file__).parent/'look.js').read_text()

class Quiet(SimpleHTTPRequestHandler):
    "Files of a folder, without a line for each of them"
    def log_message(self, *args): pass

    def do_GET(self):
        "Browsers ask for a picture of the site, which a report has not"
        if self.path!='/favicon.ico': return super().do_GET()
        self.send_response(204)
        self.end_headers()

def serve(folder):
    "The address of a server of the folder's files, which ends with this process"
    server = ThreadingHTTPServer(('127.0.0.1', 0), partial(Quiet, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f'http://127.0.0.1:{server.server_port}'

def watch(page, url, bad, remote):
    "What the browser complains of goes to `bad`; what is asked for elsewhere, to `remote`"
    def asked(request):
        if request.url.startswith('http') and not request.url.startswith(url): remote.add(request.url)
    def answered(response):
        if response.status>=400 and response.url.startswith(url): bad.append(f'{response.status} {response.url}')
    page.on('request', asked)
    page.on('response', answered)
    page.on('pageerror', lambda o: bad.append(f'error: {o}'))
    page.on('console', lambda o: bad.append(o.text) if o.type=='error' and 'net::' not in o.text else None)

def look(browser, url, width, scheme, names, out):
    "Problems of all pages in one look, by page; and the addresses elsewhere that they asked for"
    page = browser.new_page(viewport=dict(width=width, height=900), color_scheme=scheme)
    page.set_default_timeout(1000*WAIT)
    bad,remote,found = [],set(),{}
    watch(page, url, bad, remote)
    for name in names:
        bad.clear()
        page.goto(f'{url}/{name}')
        found[name] = [f'{width} {scheme}: {o}' for o in page.evaluate(PROBLEMS)+bad]
        if out: page.screenshot(path=out/f'{name.replace("/", "_")[:-5]}-{width}-{scheme}.png', full_page=True)
    page.close()
    return found,remote

def write_report(folder):
    "The report of a comparison that was kept, with many arms, protocols and classes"
    from inpaint_fa.all import Comparison
    return Comparison.load(ROOT/'nbs/recipes/results/12_with_labels/eurosat_8').report(folder).parent

def missing():
    "What is not installed, of all that is needed"
    found = dict(chromium=CHROMIUM, playwright=find_spec('playwright'))
    return [k for k,o in found.items() if not o]

def main():
    ap = argparse.ArgumentParser(description='Look at every page of the site in a browser')
    ap.add_argument('--report', action='store_true', help='look at a report instead')
    ap.add_argument('--out', type=Path, help='folder for screenshots')
    ap.add_argument('--match', default='', help='only pages with this in their name')
    args = ap.parse_args()
    if gone := missing(): return print(f"Skipped: {', '.join(gone)} missing")
    with tempfile.TemporaryDirectory() as tmp:
        site = write_report(f'{tmp}/report') if args.report else SITE
        names = [o for o in sorted(f'{o.relative_to(site)}' for o in site.rglob('*.html')) if args.match in o]
        return look_at(serve(site), names, args.out)

def look_at(url, names, out):
    "Print what is wrong with each page; 1 if anything is"
    from playwright.sync_api import sync_playwright
    if out: out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as p:
        browser = p.chromium.launch(executable_path=CHROMIUM, args=['--no-sandbox', '--disable-gpu', '--disable-software-rasterizer'])
        looks = [look(browser, url, *o, names, out) for o in LOOKS]
    found = {name:[line for o,_ in looks for line in o[name]] for name in names}
    for name,lines in found.items(): print(f'{name}: {"; ".join(lines) or "ok"}')
    for o in sorted(set().union(*(o for _,o in looks))): print(f'Asked for elsewhere: {o}')
    return int(any(found.values()))

if __name__=='__main__': sys.exit(main())
