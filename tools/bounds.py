"""Rewrite the requirements in settings.ini for a test: `python tools/bounds.py oldest` or `newest`.

`oldest` asks for the lower bound of each requirement and nothing later, `newest` takes the upper bounds away."""

import re, sys
from pathlib import Path

SETTINGS = Path(__file__).resolve().parents[1]/'settings.ini'

def oldest(line): return re.sub(r'>=([\d.]+)(,<[\d.]+)?', r'==\1', line)
def newest(line): return re.sub(r',<[\d.]+', '', line)

def main():
    kinds = dict(oldest=oldest, newest=newest)
    if sys.argv[1:] not in [[o] for o in kinds]: sys.exit(__doc__)
    changed = kinds[sys.argv[1]]
    lines = SETTINGS.read_text(encoding='utf-8').splitlines()
    for i,line in enumerate(lines):
        # a requirement without a lower bound stays, and so does one for some Pythons only
        if re.match(r'\s+[\w-]+>=', line): lines[i] = changed(line)
    SETTINGS.write_text('\n'.join(lines)+'\n', encoding='utf-8')
    print(*lines, sep='\n')

if __name__=='__main__': main()
