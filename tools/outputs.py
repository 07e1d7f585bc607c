"Saved outputs without progress bars and warnings, and with small pictures: `python tools/outputs.py [NOTEBOOKS]`."

import base64, io, json, re, sys
from pathlib import Path
from PIL import Image

ROOT   = Path(__file__).resolve().parents[1]
COLORS = 72               # of a picture's palette
BAR    = r'█|\|[█-]{10,}\|'

def as_seen(line):
    "A line of text as a terminal shows it: after a carriage return, what comes next is written over what was there"
    seen = ''
    for part in line.split('\r'): seen = part + seen[len(part):]
    return seen.rstrip()

def without_bars(text):
    "Text without progress bars and the empty lines that they leave"
    lines = map(as_seen, text.split('\n'))
    kept = [o for o in lines if o and not re.search(BAR, o)]
    return ''.join(f'{o}\n' for o in kept)

def small_picture(png, halve):
    "A picture with few colors, of half the side where a figure was drawn at double density; as it is if that was done before"
    im = Image.open(io.BytesIO(base64.b64decode(png)))
    if im.mode=='P': return png
    im = im.convert('RGB')
    if halve: im = im.resize(((im.width+1)//2, (im.height+1)//2), Image.Resampling.LANCZOS)
    n,_ = max(im.getcolors(im.width*im.height))
    method = Image.Quantize.MAXCOVERAGE if n>.4*im.width*im.height else Image.Quantize.MEDIANCUT      # lines on white; photographs
    im = im.quantize(COLORS, method, dither=Image.Dither.NONE)
    res = io.BytesIO()
    im.save(res, 'PNG', optimize=True)
    return base64.b64encode(res.getvalue()).decode()

def tidy(output):
    "One output of a cell, changed in place"
    if output.get('name')=='stdout':
        text = ''.join(output['text'])
        if '\r' in text or re.search(BAR, text): output['text'] = without_bars(text).splitlines(keepends=True)
    data = output.get('data', {})
    if 'image/png' not in data: return
    data.pop('application/vnd.jupyter.widget-view+json', None)     # of a widget, a number without a meaning in a file
    is_figure = 'Figure size' in ''.join(data.get('text/plain', ''))
    data['image/png'] = small_picture(''.join(data['image/png']), is_figure)
    data.pop('image/jpeg', None)

def is_kept(output):
    "Neither a warning of a library, nor text of which nothing is left"
    if output.get('name')=='stderr': return False
    return output['output_type']!='stream' or bool(output['text'])

def main():
    paths = [Path(o) for o in sys.argv[1:]] or sorted((ROOT/'nbs').rglob('*.ipynb'))
    for path in paths:
        old = path.read_text(encoding='utf-8')
        nb = json.loads(old)
        for c in nb['cells']:
            if c['cell_type']!='code': continue
            for o in c['outputs']: tidy(o)
            c['outputs'] = list(filter(is_kept, c['outputs']))
        new = json.dumps(nb, indent=1, ensure_ascii=False, sort_keys=True) + '\n'
        if new!=old: path.write_text(new, encoding='utf-8')

if __name__=='__main__': main()
