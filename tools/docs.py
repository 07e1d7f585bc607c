"""The documentation site, `_site`, from the notebooks: `make docs`.

nbdev turns each notebook into a page. The pages are written by Quarto if its program is installed, else by smalldocs,
a reimplementation in pure Python. A notebook's number says where it stands in the sidebar: a new one needs no change here."""

import argparse, os, shutil, subprocess, sys
from functools import cache
from pathlib import Path

import nbdev.processors, yaml
from fastcore.nbio import read_nb, write_nb
from nbdev.config import get_config
from nbdev.doclinks import nbglob

import links
from pages import Pages, add_page_links, anchors, mend_headings, mend_links, page, split_title

ROOT = Path(__file__).resolve().parents[1]
NBS  = ROOT/'nbs'
PROC = ROOT/'_proc'
SITE = ROOT/'_site'

# What goes from `nbs` to the site is all but this
NOT_COPIED = shutil.ignore_patterns('*.ipynb', '.*', '_*', 'nbdev.yml', 'sidebar.yml', '*.py', 'models')

# The learning path, from the first page on; other pages of its folder come after it
PATH = '''
    index tutorials/install tutorials/gallery tutorials/first_encoder tutorials/own_folder tutorials/use_encoder
    tutorials/worth_it tutorials/sharp_holes tutorials/loggers tutorials/imagenet_first tutorials/own_images tutorials/own_corruption
    tutorials/own_target tutorials/own_task'''.split()

# Rooms of the sidebar: folders, and notebooks by the first digit of their number
ROOMS = {
    'tutorials':'Start', '0':'Data', '1':'Networks', '2':'Targets, losses & metrics', '3':'Training',
    '4':'Downstream & comparison', '5':'Widgets', '6':'Command line', '9':'Everything at once', 'recipes':'Recipes'}

def room(nb):
    "The room of a notebook, a path relative to `nbs`; None for one that is in no room"
    if nb==Path('index.ipynb'): return 'Start'
    return ROOMS.get(nb.parts[0] if len(nb.parts)>1 else nb.name[0])

def sidebar(paths):
    "The sidebar: the rooms; pages of the learning path in its order, others in the order of their numbers"
    rooms = {o:[] for o in ROOMS.values()}
    place = {o:i for i,o in enumerate(PATH)}
    for nb in sorted(paths, key=lambda o: (place.get(o.with_suffix('').as_posix(), len(PATH)), o)):
        if room(nb): rooms[room(nb)].append(page(nb).as_posix())
    return [dict(section=k, contents=v) for k,v in rooms.items() if v]

def make_page(path, cfg):
    "A notebook as nbdev makes it a page, run where its documentation needs that"
    print(f'  {path}', flush=True)
    nb = read_nb(NBS/path)
    split_title(nb)
    if path.name!='index.ipynb': add_page_links(nb, path, cfg)
    Pages()(nb)
    return nb

def write_config(cfg, paths):
    "Title, repository and sidebar, as Quarto wants to hear of them"
    github = dict(icon='github', href=cfg.git_url, text='GitHub')
    web = dict(title=cfg.title, description=cfg.description, navbar=dict(right=[github]))
    web |= {'repo-url':cfg.git_url, 'repo-branch':cfg.branch}
    site = {'project':{'output-dir':'_site'}, 'website':web}
    side = {'website':{'sidebar':{'contents':sidebar(paths)}}}
    (PROC/'nbdev.yml').write_text(yaml.safe_dump(site, sort_keys=False))
    (PROC/'sidebar.yml').write_text(yaml.safe_dump(side, sort_keys=False))

def stage():
    "Write all that Quarto or smalldocs needs to `_proc`"
    cfg = get_config(ROOT)
    shutil.rmtree(PROC, ignore_errors=True)
    shutil.copytree(NBS, PROC, ignore=NOT_COPIED)
    shutil.copy(ROOT/'_quarto.yml', PROC)
    paths = sorted(o.relative_to(NBS) for o in nbglob(NBS, as_path=True))
    nbdev.processors.get_config = cache(get_config)                 # else read anew for every cell
    if len({page(o) for o in paths})<len(paths): raise ValueError(f'Two notebooks would have the same page: {paths}')
    pages = {o:make_page(o, cfg) for o in paths}
    known = {page(o).with_suffix('').as_posix():anchors(nb) for o,nb in pages.items()}
    for path,nb in pages.items():
        to = page(path)
        mend_links(nb, path, known, cfg)
        mend_headings(nb, known[to.with_suffix('').as_posix()])
        (PROC/to).parent.mkdir(parents=True, exist_ok=True)
        write_nb(nb, PROC/to)
    write_config(cfg, paths)

def render():
    "Write the pages, with Quarto where it is installed"
    if shutil.which('quarto'): subprocess.run(['quarto', 'render', PROC, '--no-execute'], check=True)
    else:
        from smalldocs import highlight
        from smalldocs.site import build
        highlight.css_class = cache(highlight.css_class)            # asked for every token
        for o in build(PROC, quiet=True).warnings:
            if 'output-file' not in o: print(f'  {o}')   # a key from nbdev, for Quarto
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
