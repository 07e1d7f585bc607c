"""All checks of this repository: `make test`, or `python tools/test.py` in an environment with the `dev` extra.

Everything runs in a copy of the tree, offline and with caches of its own, so it changes nothing here.
The last line is `N passed, N failed`; the exit code is 1 if anything failed."""

import argparse, filecmp, json, os, shutil, subprocess, sys, tempfile, time
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from nbdev.config import get_config
from nbdev.doclinks import nbglob

import browser, look

ROOT = Path(__file__).resolve().parents[1]
BIN  = Path(sys.executable).parent
TAIL = 60  # lines shown of what a failed check said
MOST = 60  # seconds a tutorial may take, of each core it uses: a page is read while it runs
ENDS = ['## What this does not say', '## Next']  # how each lesson ends
PAGES = 'gallery install peers questions words'.split()  # tutorials that are no lessons, but looked up

# Where libraries keep settings and downloads
CACHES = 'XDG_CACHE_HOME XDG_CONFIG_HOME MPLCONFIGDIR IPYTHONDIR FASTAI_HOME TORCH_HOME HF_HOME'.split()

# A notebook with faults, and what the checkers say of them
TYPO = 'wih' + 'tout'
FAULT_CELL = f"""#| export
import shutil
"A line {TYPO} end"
a = 1; b = 2
c = [{'a, '*60}]
def f(x): return {'-'*30}x
""" + 'a += 1\n'*210
FAULTS = dict(
    cells=[dict(cell_type='code', id='f', metadata={}, outputs=[], execution_count=None, source=FAULT_CELL)],
    metadata={}, nbformat=4, nbformat_minor=5)
SEEN = {
    'chkstyle nbs': ['semicolon statement', 'line >160'],
    'codespell nbs': [TYPO],
    'python tools/style.py --root . --check': ['over 160 characters', 'syntax nodes', 'first example', 'allowed 40', 'allowed 50',
        'f not described: x']}

# Slow to import. Loaded once in a process that runs nothing, from which each notebook's own process is forked:
# nothing set by one is seen by another.
LIBS = '''
fastai.vision.all timm sklearn.linear_model sklearn.model_selection skimage.metrics torchmetrics.image
nbdev.test nbdev.showdoc inpaint_fa.all inpaint_fa.experiments'''.split()
FORKS = get_context('forkserver')

def test_notebook(nb, skip, force, base, log):
    "Run the tests of a notebook, in a process of its own; nbdev knows which cells to run"
    from nbdev.test import test_nb
    with open(log, 'w') as f:
        for o in (1,2): os.dup2(f.fileno(), o)
    os.chdir(base)
    sys.path.insert(0, f'{base}')
    ok,_ = test_nb(nb, skip_flags=skip.split(), force_flags=force.split(), basepath=base)
    used = sum(os.times()[:4])/int(os.environ['OMP_NUM_THREADS'])
    if nb.parent.name=='tutorials' and not force and used>MOST:
        ok = False
        print(f'took {used:.0f} seconds of each core; a tutorial has {MOST}')
    sys.exit(not ok)

def headings(nb):
    "Headings of the second level, in order"
    cells = json.loads(nb.read_text(encoding='utf-8'))['cells']
    texts = [''.join(o['source']) for o in cells if o['cell_type']=='markdown']
    return [line.rstrip() for o in texts for line in o.splitlines() if line.startswith('## ')]

def copy_tree(dst):
    "Copy what git would commit, saved or not, to `dst`; everything, where there is no git"
    ls = subprocess.run(['git','ls-files','-coz','--exclude-standard'], cwd=ROOT, capture_output=True, text=True)
    if ls.returncode:
        skip = shutil.ignore_patterns('.git', '.venv', '_proc', '_site', 'report', '__pycache__')
        return shutil.copytree(ROOT, dst, symlinks=True, ignore=skip)
    for o in ls.stdout.split('\0'):
        if not o or not (ROOT/o).exists(): continue
        (dst/o).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT/o, dst/o, follow_symlinks=False)

def make_env(work, cache):
    "Environment of every check: the copy's package, offline, no display, nothing from the user's own settings"
    env = {**os.environ, 'PYTHONPATH':str(work)}
    env |= dict(MPLBACKEND='agg', HF_HUB_OFFLINE='1', PYTHONDONTWRITEBYTECODE='1')
    for k in CACHES: env[k] = str(cache/k.lower())
    return env

class Failed(Exception): pass

class Checks:
    "Runs checks and keeps the count"
    def __init__(self, work, cache):
        self.work = work
        self.env = make_env(work, cache)
        self.passed = 0
        self.failed = 0

    def run(self, *cmd, timeout=600, cwd=None, **env):
        "Run a command in the copy and return its output; `Failed` with the output if it fails"
        pipes = dict(stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
        cmd = [str(o) for o in cmd]
        env = {**self.env, **env}
        try: p = subprocess.run(cmd, cwd=cwd or self.work, env=env, timeout=timeout, text=True, errors='replace', **pipes)
        except subprocess.TimeoutExpired as e:
            said = (e.output or b'').decode(errors='replace')
            raise Failed(f'{said}\nstopped after {timeout} seconds') from None
        if p.returncode: raise Failed(p.stdout)
        return p.stdout

    def check(self, name, f, *args):
        "Run `f`, count and print its result; any exception is a failure"
        start = time.time()
        said,result = '','passed'
        try: f(*args)
        except Exception as e:
            result = 'FAILED'
            said = str(e) if isinstance(e, Failed) else repr(e)
        if result=='passed': self.passed += 1
        else: self.failed += 1
        lines = [f'{result} {time.time()-start:6.1f} s  {name}']
        for o in said.rstrip().splitlines()[-TAIL:]: lines.append(f'    {o}')
        print('\n'.join(lines), flush=True)

    def same(self, pattern, advice):
        "Files matching `pattern` are the same in the copy as in the repository"
        files = set()
        for folder in (ROOT, self.work):
            files |= {o.relative_to(folder) for o in folder.glob(pattern) if o.is_file()}
        _,differ,missing = filecmp.cmpfiles(ROOT, self.work, sorted(files), shallow=False)
        bad = sorted(map(str, differ+missing))
        if bad: raise Failed(f'{", ".join(bad)}: {advice}')

    def clean(self):
        self.run(BIN/'nbdev-clean')
        self.run(sys.executable, 'tools/outputs.py')
        self.run(sys.executable, 'tools/address.py')
        self.same('nbs/**/*.ipynb', 'not clean; run `make prepare`')

    def export(self):
        "Delete every exported module in the copy, export again, compare"
        for o in (self.work/'inpaint_fa').rglob('*.py'):
            if 'AUTOGENERATED! DO NOT EDIT!' in o.read_text(encoding='utf-8'): o.unlink()
        self.run(BIN/'nbdev-export')
        self.same('inpaint_fa/**/*.py', 'not what the notebooks export; run `make prepare`')

    def readme(self):
        self.run(sys.executable, 'tools/readme.py')
        self.same('README.md', 'not what nbs/index.ipynb gives; run `make readme`')
        self.same('nbs/images/readme*', 'not what nbs/index.ipynb gives; run `make readme`')

    def spelling(self):
        "codespell on what people wrote: sources of notebooks without their outputs, Markdown, and the tools"
        texts = self.work/'_spelling'
        for nb in nbglob(self.work/'nbs', as_path=True):
            to = texts/nb.relative_to(self.work).with_suffix('.txt')
            to.parent.mkdir(parents=True, exist_ok=True)
            cells = json.loads(nb.read_text(encoding='utf-8'))['cells']
            to.write_text('\n\n'.join(''.join(c['source']) for c in cells), encoding='utf-8')
        self.run(BIN/'codespell', '_spelling', 'tools', *self.work.glob('*.md'))

    def checkers(self):
        "With the settings of this repository, the checkers find what was put there to be found"
        folder = self.work/'_faults'
        (folder/'nbs').mkdir(parents=True)
        (folder/'nbs'/'00_faults.ipynb').write_text(json.dumps(FAULTS), encoding='utf-8')
        shutil.copytree(self.work/'tools', folder/'tools')
        shutil.copy(self.work/'pyproject.toml', folder)
        for cmd,faults in SEEN.items():
            program,*args = cmd.split()
            try: said = self.run(BIN/program, *args, cwd=folder)
            except Failed as e: said = str(e)
            else: raise Failed(f'`{cmd}` finds no fault')
            unseen = [o for o in faults if o not in said]
            if unseen: raise Failed(f'`{cmd}` does not find {", ".join(unseen)}:\n{said}')

    def endings(self):
        "Every lesson ends with its limits, and with where to go on"
        lessons = [o for o in sorted((self.work/'nbs'/'tutorials').glob('*.ipynb')) if o.stem not in PAGES]
        bad = [o.name for o in lessons if headings(o)[-2:]!=ENDS]
        if bad: raise Failed(f'{", ".join(bad)}: the last headings are not {" and ".join(ENDS)}')

    def notebook(self, nb, skip, force, timeout=600):
        log = self.work.parent/f'{nb.parent.name}_{nb.stem}.log'
        p = FORKS.Process(target=test_notebook, args=(nb, skip, force, self.work, log))
        p.start()
        p.join(timeout)
        late = p.is_alive()
        if late: p.kill()
        said = log.read_text(errors='replace') if log.exists() else ''
        if late: raise Failed(f'{said}\nstopped after {timeout} seconds')
        if p.exitcode: raise Failed(said)

def check_package(c):
    "Checks that write into the copy what notebooks give: before all others"
    c.check('notebooks are clean', c.clean)
    c.check('exported package is in step with the notebooks', c.export)
    c.check('README.md is in step with nbs/index.ipynb', c.readme)

def check_tree(c):
    "Other checks but those of single notebooks"
    c.check('site builds', c.run, sys.executable, 'tools/docs.py', '--no-check')
    c.check('links of site and README', c.run, sys.executable, 'tools/links.py')
    c.check('style: chkstyle', c.run, BIN/'chkstyle', '--show-rule', 'nbs', 'tools', 'setup.py')
    c.check('style: measures', c.run, sys.executable, 'tools/style.py', '--check')
    c.check('spelling', c.spelling)
    c.check('endings of tutorials', c.endings)
    c.check('checkers of style and spelling find faults', c.checkers)
    c.check('arguments at random', c.run, sys.executable, 'tools/fuzz.py')
    check_browser(c)

def check_browser(c):
    "The widgets and a report in a browser, where there is one"
    checks = {'widgets':(browser.missing(),'tools/browser.py'), 'report':(look.missing(),'tools/look.py','--report')}
    for name,(gone,*cmd) in checks.items():
        if gone: print(f'skipped           {name} in a browser: {", ".join(gone)} not installed', flush=True)
        else: c.check(f'{name} in a browser', c.run, sys.executable, *cmd)

def start_forks(env, threads):
    "The process that notebooks' processes are forked from"
    os.environ.update(env, OMP_NUM_THREADS=f'{threads}')
    FORKS.set_forkserver_preload(LIBS)

def run_all(c, nbs, args):
    "Some checks at a time"
    skip = get_config(c.work).tst_flags
    start_forks(c.env, max(1, (os.cpu_count() or 1)//args.workers))
    with ThreadPoolExecutor(args.workers) as ex:
        if not args.match: ex.submit(check_tree, c)
        if args.no_notebooks: return
        for o in nbs:
            ex.submit(c.check, f'tests of {o.relative_to(c.work)}', c.notebook, o, skip, args.flags)

def main():
    ap = argparse.ArgumentParser(description='Run all checks')
    ap.add_argument('--flags', default='', help='also run cells with these directives, such as "slow cuda"')
    ap.add_argument('--match', default='', help='only notebooks whose path contains this, and no other check')
    ap.add_argument('--workers', type=int, default=min(2, os.cpu_count() or 1), help='notebooks at a time')
    ap.add_argument('--no-notebooks', action='store_true', help='all checks but the tests of notebooks')
    args = ap.parse_args()
    with tempfile.TemporaryDirectory(prefix='inpaint_fa-test-') as tmp:
        work = Path(tmp).resolve()/'inpaint_fa'
        copy_tree(work)
        c = Checks(work, Path(tmp)/'cache')
        nbs = [o for o in sorted(nbglob(work/'nbs', as_path=True)) if args.match in str(o.relative_to(work))]
        if not args.match: check_package(c)
        run_all(c, nbs, args)
    print(f'{c.passed} passed, {c.failed} failed')
    return int(c.failed>0)

if __name__=='__main__': sys.exit(main())
