"""The learning path as on Colab: `python tools/colab.py [--env FOLDER] [NAMES]`; without names, such as `first_encoder`, all.

Makes an environment with what Colab has, but not this package, and runs each page there by papermill in an empty folder.
The first cell installs the package: git is told to take this clone, as committed, in place of GitHub's. Prints minutes by the
clock and of processor time, and whether torch stayed. Without a GPU pages run in small mode. `--env` keeps the environment, of 6 GB, for another time."""

import argparse, os, re, subprocess, sys, tempfile, venv
from pathlib import Path

from nbdev.config import get_config

from docs import NBS, PATH, ROOT

COLAB = 'torch torchvision fastai timm matplotlib pandas ipywidgets scikit-learn papermill ipykernel'.split()
OURS = ['inpaint_fa', 'pydicom']   # what first cells install

def environ(bin):
    "That of a process in the environment, for which this clone is the repository"
    env = {k:v for k,v in os.environ.items() if k!='PYTHONPATH'}
    path = f'{bin}{os.pathsep}{env["PATH"]}'
    git = dict(COUNT='1', KEY_0=f'url.{ROOT.as_uri()}.insteadOf', VALUE_0=get_config(ROOT).git_url)
    return env | dict(PATH=path) | {f'GIT_CONFIG_{k}':v for k,v in git.items()}

def pip(bin, *args):
    "What pip says"
    cmd = [bin/'python', '-m', 'pip', *args]
    return subprocess.run(cmd, env=environ(bin), cwd=bin, check=True, capture_output=True, text=True).stdout

def torches(bin):
    "The versions of torch and torchvision"
    return re.findall(r'^torch(?:vision)?\b.*', pip(bin, 'freeze'), re.M)

def times():
    "Seconds by the clock, and processor seconds of all processes that have ended"
    used = os.times()
    return used.elapsed, used.children_user+used.children_system

def run(bin, nb, out):
    "Run a notebook in an empty folder; the seconds it took, of both kinds, and its error"
    pip(bin, 'uninstall', '--yes', '--quiet', *OURS)
    before = times()
    with tempfile.TemporaryDirectory() as tmp:
        cmd = [bin/'papermill', nb, out/nb.name, '--cwd', tmp, '--no-progress-bar', '--kernel', 'python3']
        got = subprocess.run(cmd, env=environ(bin), cwd=tmp, capture_output=True, text=True)
    took = [b-a for a,b in zip(before, times())]
    return took, got.stderr.strip().splitlines()[-1] if got.returncode else ''

def main():
    ap = argparse.ArgumentParser(description='Run the learning path as on Colab')
    ap.add_argument('names', nargs='*', default=[Path(o).name for o in PATH[1:]], help='pages of the path')
    ap.add_argument('--env', type=Path, help='folder of the environment, made where it is not')
    args = ap.parse_args()
    with tempfile.TemporaryDirectory() as tmp:
        env = (args.env or Path(tmp)/'env').resolve()
        bin = env/'bin'
        if not env.exists(): venv.create(env, with_pip=True)
        pip(bin, 'install', '--quiet', *COLAB)
        pip(bin, 'uninstall', '--yes', '--quiet', *OURS)
        had,failed = torches(bin),0
        for name in args.names:
            (clock,used),error = run(bin, NBS/'tutorials'/f'{name}.ipynb', Path(tmp))
            stayed = torches(bin)==had
            failed += bool(error) or not stayed
            said = ['torch stayed' if stayed else 'torch changed', error or 'ok']
            print(f'{name:16} {clock/60:5.1f} min {used/60:5.1f} min of a core', *said, sep='  ', flush=True)
    return failed

if __name__=='__main__': sys.exit(main())
