"""The widgets in a real browser: `python tools/browser.py [ENCODER] [--out FOLDER]`.

Starts `inpaint_fa app`, opens it in a headless Chromium, moves a slider, clicks on a picture, uploads one, and checks each time that
those pictures on the screen changed that should. Without ENCODER the network has random weights. `--out` keeps screenshots.
Needs Chromium, Voila and Playwright, and says so where one is missing."""

import argparse, io, shutil, signal, socket, subprocess, sys, tempfile, time, urllib.request
from importlib.util import find_spec
from pathlib import Path

CHROMIUM = next(filter(None, map(shutil.which, ('chromium', 'chromium-browser', 'google-chrome'))), None)
PICTURE = "o => fetch(o.src).then(r => r.arrayBuffer()).then(b => Array.from(new Uint8Array(b)).join())"

def missing():
    "What is not installed, of all that is needed"
    found = dict(chromium=CHROMIUM) | {o:find_spec(o) for o in ('voila', 'ipykernel', 'playwright')}
    return [k for k,o in found.items() if not o]

def serve(encoder, port):
    "`inpaint_fa app`, in this process; an encoder folder that is not there is made first"
    from inpaint_fa.all import PretextDataLoaders, find_images, photo_tiles, pretext_learner
    from inpaint_fa.cli import main
    if not Path(encoder).exists():
        dls = PretextDataLoaders.from_files(find_images(photo_tiles()/'train')[::40], size=64, bs=8)
        pretext_learner(dls, 'test_resnet', precision=None).export_encoder(encoder)
    sys.argv = ['inpaint_fa', 'app', encoder, '--port', port, '--no-browser']
    main()

def free_port():
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        return s.getsockname()[1]

def wait_for(url, process, seconds=200):
    "Until the server answers"
    end = time.time()+seconds
    while time.time()<end:
        if process.poll() is not None: raise SystemExit(f'The server ended with code {process.returncode}')
        try: return urllib.request.urlopen(f'{url}/voila/static/', timeout=2)
        except urllib.error.HTTPError: return
        except OSError: time.sleep(.2)
    raise SystemExit(f'No answer from {url} in {seconds} seconds')

class Screen:
    "The page: what its pictures show, and what is done to them"
    def __init__(self, page, out):
        self.page,self.out = page,out
        page.locator('img').nth(2).wait_for(timeout=200_000)

    def pictures(self):
        "Bytes of the first three pictures: damaged, restored, original"
        return [self.page.locator('img').nth(i).evaluate(PICTURE) for i in range(3)]

    def keep(self, name):
        if self.out: self.page.screenshot(path=self.out/f'{name}.png')

    def changes(self, name, do, wanted):
        "Do something; the pictures named by `wanted` change, the others stay"
        before = self.pictures()
        do()
        end = time.time()+20
        while (now := [a!=b for a,b in zip(before, self.pictures())])!=wanted:
            if time.time()>end: raise SystemExit(f'{name}: of damaged, restored and original, {now} changed, not {wanted}')
            self.page.wait_for_timeout(100)
        self.keep(name)
        print(f'{name}: ok', flush=True)

def upload(page, path):
    "Choose a file as a user does"
    with page.expect_file_chooser() as chooser: page.get_by_role('button', name='Own pictures').first.click()
    chooser.value.set_files(path)

def use(page, out, picture):
    "All that is tried"
    screen = Screen(page, out)
    screen.keep('begin')
    share = page.locator('.noUi-handle').nth(1)
    screen.changes('share', lambda: share.press('PageUp'), [True, True, False])
    screen.changes('other holes', lambda: page.get_by_role('button', name='Other holes').click(), [True, True, False])
    parts = page.get_by_title('click: hide this part')
    for i in (27, 28, 35, 36): screen.changes(f'click {i}', lambda: parts.nth(i).click(), [True, True, False])
    screen.changes('upload', lambda: upload(page, picture), [True, True, True])
    if not out: return
    page.get_by_text('Corruptions', exact=True).click()
    page.wait_for_timeout(1000)
    screen.keep('corruptions')

def main():
    ap = argparse.ArgumentParser(description='Try the widgets in a browser')
    ap.add_argument('encoder', nargs='?', help='encoder folder; one with random weights when not given')
    ap.add_argument('--out', type=Path, help='folder for screenshots')
    ap.add_argument('--serve', nargs=2, metavar=('ENCODER', 'PORT'), help='only the server')
    args = ap.parse_args()
    if args.serve: return serve(*args.serve)
    if gone := missing():
        print(f'Skipped: {", ".join(gone)} missing')
        return
    from playwright.sync_api import sync_playwright
    from skimage.data import coffee
    from PIL import Image
    if args.out: args.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as tmp, sync_playwright() as p:
        picture = Path(tmp)/'own.png'
        Image.fromarray(coffee()).save(picture)
        encoder = args.encoder or f'{tmp}/encoder'
        port = free_port()
        server = subprocess.Popen([sys.executable, __file__, '--serve', encoder, f'{port}'])
        try:
            url = f'http://127.0.0.1:{port}'
            wait_for(url, server)
            browser = p.chromium.launch(executable_path=CHROMIUM, args=['--no-sandbox'])
            page = browser.new_page(viewport=dict(width=1280, height=720))
            page.goto(url, timeout=200_000)
            use(page, args.out, picture)
            browser.close()
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(60)

if __name__=='__main__': main()
