"""The widgets in a real browser: `python tools/browser.py [ENCODER] [--out FOLDER]`.

Starts `inpaint_fa app`, opens it in a headless Chromium, and uses each widget as a user does: move sliders, draw on a picture, upload
one, train. Each time the pictures have to change that should, and the others have to stay. Without ENCODER the network has random
weights. `--out` keeps screenshots. Needs Chromium, and `pip install 'inpaint_fa[app,browser]'`; says so where something is missing."""

import argparse, functools, shutil, socket, subprocess, sys, tempfile, time, urllib.request
from importlib.util import find_spec
from pathlib import Path

CHROMIUM = next(filter(None, map(shutil.which, ('chromium', 'chromium-browser', 'google-chrome'))), None)
# bytes of a picture; none while it is being replaced
PICTURE = "o => fetch(o.src).then(r => r.arrayBuffer()).then(b => Array.from(new Uint8Array(b)).join()).catch(() => '')"
WAIT = 300                   # seconds until a page is there, or a picture; machines that test are busy

def missing():
    "What is not installed, of all that is needed"
    found = dict(chromium=CHROMIUM) | {o:find_spec(o) for o in ('voila', 'ipykernel', 'playwright')}
    return [k for k,o in found.items() if not o]

def make_encoder(to):
    "An encoder folder with random weights"
    from inpaint_fa.all import PretextDataLoaders, find_images, photo_tiles, pretext_learner
    dls = PretextDataLoaders.from_files(find_images(photo_tiles()/'train')[::40], size=64, bs=8)
    pretext_learner(dls, 'test_resnet', precision=None).export_encoder(to)

def make_report(to, encoder):
    "A comparison by probes, which takes seconds"
    from inpaint_fa.all import LabelledDataLoaders, RandomInit, compare, find_images, photo_tiles
    files = find_images(photo_tiles()).filter(lambda o: o.parent.name in ('brick','coins'))
    tested = files.map(lambda o: 'test' in o.parts)
    labelled = LabelledDataLoaders.from_files(files, files.map(lambda o: o.parent.name), tested, size=32, bs=32)
    arms = dict(random=RandomInit(encoder), inpainting=encoder)
    compare(labelled, arms, runs=2, protocols=('knn','linear'), labels=(2,None)).save(to)

def serve(encoder, report, port):
    "`inpaint_fa app`, in this process; folders that are not there are made first"
    from inpaint_fa.cli import main
    if not Path(encoder).exists(): make_encoder(encoder)
    if not Path(report).exists(): make_report(report, encoder)
    sys.argv = ['inpaint_fa', 'app', encoder, '--comparison', report, '--port', port, '--no-browser']
    main()

def free_port():
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        return s.getsockname()[1]

def wait_for(url, process):
    "Until the server answers"
    end = time.time()+WAIT
    while time.time()<end:
        if process.poll() is not None: raise SystemExit(f'The server ended with code {process.returncode}')
        try: return urllib.request.urlopen(f'{url}/voila/static/', timeout=2)
        except urllib.error.HTTPError: return
        except OSError: time.sleep(.2)
    raise SystemExit(f'No answer from {url} in {WAIT} seconds')

class Screen:
    "A tab of the page: what its pictures show, and what is done to them"
    def __init__(self, page, out, tab):
        self.page,self.out,self.tab = page,out,tab
        page.get_by_role('tab', name=tab, exact=True).click()
        self.panel = page.locator('.jp-TabPanel:not(.lm-mod-hidden), .widget-tab-contents > div:not(.lm-mod-hidden)').first
        self.panel.locator('img:visible').first.wait_for()

    def pictures(self, n):
        "Bytes of the first pictures that are seen"
        shown,end = self.panel.locator('img:visible'),time.time()+WAIT
        while time.time()<end:
            res = [shown.nth(i).evaluate(PICTURE) for i in range(n)]
            if all(res): return res
            self.page.wait_for_timeout(100)
        raise SystemExit(f'{self.tab}: one of the first {n} pictures is empty')

    def settle(self):
        "Until no picture changes any more"
        seen,before = self.panel.locator('img:visible'),None
        while (now := [o.evaluate(PICTURE) for o in seen.all()])!=before:
            before = now
            self.page.wait_for_timeout(1000)

    def keep(self, name):
        "What is seen of the tab, in 256 colors"
        if not self.out: return
        from PIL import Image
        path = self.out/f'{self.tab}-{name}.png'.lower().replace(' ', '_')
        self.settle()
        self.page.locator('.jupyter-widget-tab').first.screenshot(path=path)
        Image.open(path).convert('RGB').quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)

    def changes(self, name, do, *wanted):
        "Do something; of the first pictures those change that are `wanted` to, the others stay"
        before = self.pictures(len(wanted))
        do()
        end = time.time()+WAIT
        while (now := [a!=b for a,b in zip(before, self.pictures(len(wanted)))])!=[*wanted]:
            if time.time()>end: raise SystemExit(f'{self.tab}, {name}: of the pictures, {now} changed, not {wanted}')
            self.page.wait_for_timeout(100)
        self.keep(name)
        print(f'{self.tab}, {name}: ok', flush=True)

    def slide(self, i, key='PageUp'):
        "Move a slider"
        return functools.partial(self.panel.locator('.noUi-handle').nth(i).press, key)

    def click(self, name):
        "Click a button"
        return self.panel.get_by_role('button', name=name).click

    def choose(self, i, value):
        "Choose from a list"
        return functools.partial(self.panel.locator('select').nth(i).select_option, value)

    def upload(self, path):
        "Choose a file"
        def do():
            with self.page.expect_file_chooser() as chooser: self.click('Own pictures')()
            chooser.value.set_files(path)
        return do

    def draw(self, *points):
        "Draw on the first picture, through points that are fractions of it; without a brush: click the parts there"
        picture = self.panel.locator('img:visible').first
        if not find_spec('anywidget'):
            parts = self.panel.get_by_title('hide this part')
            return lambda: [parts.nth(8*int(8*y)+int(8*x)).click() for x,y in points]
        def do():
            box,mouse = picture.bounding_box(),self.page.mouse
            places = [(box['x']+x*box['width'], box['y']+y*box['height']) for x,y in points]
            mouse.move(*places[0])
            mouse.down()
            for o in places[1:]: mouse.move(*o, steps=8)
            mouse.up()
        return do

def use_holes(page, out, picture, notes):
    s = Screen(page, out, 'Holes')
    s.keep('begin')
    s.changes('share', s.slide(1), True, True, False)
    s.changes('size', s.slide(2), True, True, False)
    s.changes('other holes', s.click('Other holes'), True, True, False)
    s.changes('upload', s.upload(picture), True, True, True)
    s.changes('draw', s.draw((.25,.25), (.7,.4), (.4,.7)), True, True, False)
    s.changes('no picture', s.upload(notes), False, False, False)
    s.panel.get_by_text('notes.txt cannot be shown').wait_for()

def use_pair(page, out):
    s = Screen(page, out, 'Before and after')
    s.keep('begin')
    s.changes('line', lambda: [s.slide(0, 'PageDown')() for _ in range(6)], True)

def use_corruptions(page, out, picture):
    s = Screen(page, out, 'Corruptions')
    s.keep('begin')
    s.changes('task', s.choose(0, 'super_resolution'), True, True)
    s.changes('factor', s.slide(0), True, True)
    s.changes('upload', s.upload(picture), True, True)

def use_training(page, out, picture):
    s = Screen(page, out, 'Training')
    s.keep('begin')
    s.changes('upload', s.upload(picture), True)
    if not out: s.slide(0, 'Home')()                        # one epoch is enough to test, and not to be seen
    s.click('Train')()
    s.panel.get_by_text('Done: ').wait_for()
    s.panel.get_by_text('valid_loss').wait_for()
    s.keep('done')
    print('Training, to the end: ok', flush=True)

def use_comparison(page, out):
    s = Screen(page, out, 'Comparison')
    s.keep('begin')
    s.changes('protocol', s.choose(0, 'linear'), True)

def use(page, out, folder):
    "All that is tried"
    from skimage.data import immunohistochemistry
    from PIL import Image
    picture,notes = folder/'own.png',folder/'notes.txt'
    Image.fromarray(immunohistochemistry()).save(picture)
    notes.write_text('milk, eggs')
    page.get_by_role('tab', name='Holes').wait_for()
    use_holes(page, out, picture, notes)
    use_pair(page, out)
    use_corruptions(page, out, picture)
    use_training(page, out, picture)
    use_comparison(page, out)

def main():
    ap = argparse.ArgumentParser(description='Try the widgets in a browser')
    ap.add_argument('encoder', nargs='?', help='encoder folder; one with random weights when not given')
    ap.add_argument('--report', help='folder of a report; one is made when not given')
    ap.add_argument('--out', type=Path, help='folder for screenshots')
    ap.add_argument('--serve', nargs=3, metavar=('ENCODER', 'REPORT', 'PORT'), help='only the server')
    args = ap.parse_args()
    if args.serve: return serve(*args.serve)
    if gone := missing(): return print(f'Skipped: {", ".join(gone)} missing')
    from playwright.sync_api import sync_playwright
    if args.out: args.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as tmp, sync_playwright() as p:
        port = f'{free_port()}'
        folders = args.encoder or f'{tmp}/encoder', args.report or f'{tmp}/report'
        server = subprocess.Popen([sys.executable, __file__, '--serve', *folders, port])
        try:
            url = f'http://127.0.0.1:{port}'
            wait_for(url, server)
            browser = p.chromium.launch(executable_path=CHROMIUM, args=['--no-sandbox'])
            page = browser.new_page(viewport=dict(width=1280, height=900))
            page.set_default_timeout(1000*WAIT)
            page.goto(url)
            use(page, args.out, Path(tmp))
            browser.close()
        finally:
            server.terminate()
            server.wait(WAIT)

if __name__=='__main__': main()
