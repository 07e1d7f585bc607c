"Write the address of the repository, as pyproject.toml has it, wherever a notebook names it: part of `make prepare`."

import re
from pathlib import Path

from nbdev.config import get_config
from nbdev.doclinks import nbglob

ROOT = Path(__file__).resolve().parents[1]

ADDRESS = re.compile(r'(github\.com|colab\.research\.google\.com/github)/[\w.-]+/inpaint_fa\b')

def main():
    cfg = get_config(ROOT)
    for p in nbglob(ROOT/'nbs', as_path=True):
        old = p.read_text(encoding='utf-8')
        new = ADDRESS.sub(rf'\1/{cfg.user}/{cfg.repo}', old)
        if new!=old: p.write_text(new, encoding='utf-8')

if __name__=='__main__': main()
