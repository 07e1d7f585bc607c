"README.md from nbs/index.ipynb: `make readme`. Pictures go to nbs/images; links lead to notebooks in the repository."

import base64, re, sys
from pathlib import Path

from nbdev.process import NBProcessor
from nbdev.processors import clean_magics, hide_, hide_line, rm_export, strip_ansi

ROOT  = Path(__file__).resolve().parents[1]
NBS   = ROOT/'nbs'
PROCS = [hide_line, rm_export, hide_, clean_magics, strip_ansi]
HEAD  = '<!-- Made from nbs/index.ipynb by `make readme`: edit the notebook, not this file. -->\n\n'

def fenced(code, lang=''): return f'```{lang}\n{code.rstrip()}\n```'
def joined(o): return o if isinstance(o, str) else ''.join(o)

def to_md(out, n):
    "One saved output as Markdown; a picture is written to nbs/images as number `n`"
    if out.output_type=='stream': return fenced(joined(out.text)) if out.name=='stdout' else ''
    data = out.get('data', {})
    for kind in ('png', 'jpeg'):
        if f'image/{kind}' not in data: continue
        fn = NBS/'images'/f'readme-{n}.{kind}'
        fn.parent.mkdir(exist_ok=True)
        fn.write_bytes(base64.b64decode(joined(data[f'image/{kind}'])))
        return f'![](nbs/images/{fn.name})'
    if 'text/markdown' in data: return joined(data['text/markdown'])
    if 'text/html' in data: return re.sub(r'<style.*?</style>\s*', '', joined(data['text/html']), flags=re.S)
    return fenced(joined(data['text/plain'])) if 'text/plain' in data else ''

def to_repo(md):
    "Links and pictures, given from `nbs`, as seen from the top of the repository"
    md = re.sub(r'(\]\(|src="|href=")(?!\w+:|#|/)', r'\1nbs/', md)
    return md.replace('nbs/../', '')

def shown(cell):
    "Code of a cell, and its outputs, as far as its directives let them be seen"
    hidden = [k for k,v in cell.directives_.items() if v=='false']
    if 'include' in hidden: return '',[]
    code = [o for o in cell.source.splitlines() if not o.startswith('#|')]
    if 'echo' in hidden: code = []
    return '\n'.join(code).strip('\n'),[] if 'output' in hidden else cell.outputs

def main():
    for o in (NBS/'images').glob('readme-*'): o.unlink()
    nb = NBProcessor(NBS/'index.ipynb', procs=PROCS, rm_directives='quarto', process=True).nb
    parts = []
    n = 0
    for c in nb.cells:
        if c.cell_type=='markdown': parts.append(to_repo(c.source))
        if c.cell_type!='code': continue
        code,outputs = shown(c)
        if code: parts.append(fenced(code, 'python'))
        for o in outputs:
            n += any(k.startswith('image/') for k in o.get('data', {}))
            parts.append(to_md(o, n))
    parts = [o.strip('\n') for o in parts if o.strip()]
    md = HEAD + '\n\n'.join(parts) + '\n'
    (ROOT/'README.md').write_text(md, encoding='utf-8')

if __name__=='__main__': sys.exit(main())
