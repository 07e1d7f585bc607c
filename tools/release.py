"""Build a release and try it: `make release-check`.

Wheel and source distribution are built and checked. Then the wheel is installed into an empty environment outside of the
repository, and its demo runs there. `build` makes the wheel from the source distribution, so that one is tried too."""

import os, shutil, subprocess, tempfile, venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DIST = ROOT/'dist'
BIN  = 'Scripts' if os.name=='nt' else 'bin'

def run(*cmd, cwd=ROOT):
    cmd = [str(o) for o in cmd]
    print('$', *cmd, flush=True)
    env = {k:v for k,v in os.environ.items() if k!='PYTHONPATH'}
    subprocess.run(cmd, cwd=cwd, env=env, check=True)

def new_env(path):
    "The folder of programs of a new virtual environment"
    venv.create(path, with_pip=True)
    return path/BIN

def build(tmp):
    "Write wheel and source distribution to `dist`, and check what a package index would refuse"
    env = new_env(tmp/'build')
    shutil.rmtree(DIST, ignore_errors=True)
    run(env/'python', '-m', 'pip', 'install', '--quiet', 'build', 'twine')
    run(env/'python', '-m', 'build')
    run(env/'python', '-m', 'twine', 'check', '--strict', *DIST.iterdir())
    return next(DIST.glob('*.whl'))

def try_wheel(wheel, tmp):
    "Install the wheel as a user would, and run its demo"
    env = new_env(tmp/'user')
    run(env/'python', '-m', 'pip', 'install', '--quiet', wheel)
    run(env/'inpaint_fa', 'demo', '--quick', '--out', tmp/'report', cwd=tmp)

def main():
    with tempfile.TemporaryDirectory(prefix='inpaint_fa-release-') as tmp:
        wheel = build(Path(tmp))
        try_wheel(wheel, Path(tmp))
    print(f'{wheel.name} works')

if __name__=='__main__': main()
