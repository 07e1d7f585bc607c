"""Arguments at random: every public part works with them, or refuses them in words

    python tools/fuzz.py --examples 1000
    python tools/fuzz.py --write            # and put the figures into CONTRIBUTING.md
"""
import argparse, inspect, sys, tempfile, warnings
from collections import Counter
from datetime import date

import torch
from hypothesis import HealthCheck, given, settings, strategies as st
from inpaint_fa.all import *
from inpaint_fa.corrupt import fill_registry
from inpaint_fa.losses import loss_registry
from inpaint_fa.masks import mask_registry

NUMBERS = st.one_of(
    st.floats(), st.floats(0, 1), st.integers(), st.integers(-2, 40), st.booleans(), st.sampled_from([0, 1, -1, .5, 2.5, 8, 32]))
WORDS = st.one_of(st.text(max_size=5), st.sampled_from([*mask_registry, *fill_registry, *loss_registry, 'rgb', 'lab', 'auto']))
ONE = st.one_of(st.none(), NUMBERS, WORDS)
VALUES = st.one_of(ONE, st.tuples(NUMBERS, NUMBERS), st.lists(ONE, max_size=3).map(tuple), st.lists(NUMBERS, max_size=3))
IMAGES = torch.rand(2, 3, 32, 32, generator=torch.Generator().manual_seed(0))
PIXELS = (IMAGES*255).byte()

def damaged(kind):
    "A corruption that is made, and then used"
    def make(**kwargs): return kind(**kwargs).damage(IMAGES, torch.Generator().manual_seed(0))
    params = inspect.signature(kind).parameters.values()
    make.__signature__ = inspect.Signature([o for o in params if o.name!='self'])
    make.__name__ = kind.__name__
    return make

def drawn(name):
    "Holes of a kind, for a small batch"
    mask = mask_registry[name]
    def make(**kwargs): return mask(2, (32,32), **kwargs)
    names = list(inspect.signature(mask).parameters.values())[2:]
    make.__signature__ = inspect.Signature([o for o in names if o.name!='generator'])
    make.__name__ = f'mask {name}'
    return make

def loaders(size=32, bs=2, valid_pct=.5, seed=1):
    return PretextDataLoaders.from_tensor(PIXELS, size=size, bs=bs, valid_pct=valid_pct, seed=seed)

def learner(decoder='light', target=None, loss=None, skips=None, sparse=False, mask_token=False, precision=None):
    options = dict(target=target, loss=loss, skips=skips, sparse=sparse, mask_token=mask_token, precision=precision)
    return pretext_learner(SMALL, 'test_resnet', decoder, **options)

def adversarial(loss='bce', weight=1e-2, features=0., paste=True, crit_lr=1., warmup=0, norm='spectral', patience=500):
    options = dict(loss=loss, weight=weight, features=features, paste=paste, crit_lr=crit_lr, warmup=warmup, norm=norm)
    return gan_learner(LEARN, patience=patience, **options)

def labelled(size=32, bs=2, valid_pct=.5, seed=1, channels=3, labels=None, groups=None, balanced=False):
    labels = list('abababab') if labels is None else labels
    options = dict(size=size, bs=bs, valid_pct=valid_pct, seed=seed, channels=channels, groups=groups)
    return LabelledDataLoaders.from_files(FILES, labels, balanced=balanced, **options)

def downstream(stats=None, head=None, task=None, precision=None, metrics=None, loss_func=None):
    options = dict(stats=stats, head=head, task=task, precision=precision, metrics=metrics, loss_func=loss_func)
    return downstream_learner(LABELLED, 'test_resnet', **options)

def encoder(arch='test_resnet', in_chans=3): return create_encoder(arch, in_chans)

def shards(per_shard=4, seed=1):
    with tempfile.TemporaryDirectory() as d: return write_shards(FILES, d, per_shard, seed)

def streamed(size=32, bs=2, n_images=4, valid_shards=1, n_valid=2, buffer=4, n_workers=1, endings=None, channels=3, seed=1):
    options = dict(n_images=n_images, valid_shards=valid_shards, n_valid=n_valid, buffer=buffer, n_workers=n_workers)
    return PretextDataLoaders.from_shards(SHARDS, size, bs, endings=endings, channels=channels, seed=seed, **options)

def checkpoint(every_epochs=1, minutes=1, keep=2): return Checkpoint('run', every_epochs, minutes, keep)

SMALL = PretextDataLoaders.from_tensor(PIXELS, size=32, bs=2, valid_pct=0)
LEARN = learner()
FILES = find_images(photo_tiles())[::15][:8]
LABELLED = labelled()
TEMPORARY = tempfile.TemporaryDirectory()
SHARDS = TEMPORARY.name
write_shards(FILES, SHARDS, per_shard=2)
CORRUPTIONS = RandomCutout,Decolorize,JitterColors,ColorsAndHoles,EdgesAndHoles,Downscale,AddNoise,Blur,HighPass
PARTS = [*map(damaged, CORRUPTIONS), *map(drawn, mask_registry)]
PARTS += [ReconstructionLoss, JointEmbedding, Teacher, checkpoint, loaders, learner]
PARTS += [adversarial, labelled, downstream, encoder, shards, streamed]

def try_part(part, examples):
    "Call a part with arguments at random; how often it worked and refused, and what else it did"
    params = inspect.signature(part).parameters.values()
    names = [o.name for o in params if o.kind not in (o.VAR_KEYWORD, o.VAR_POSITIONAL)]
    counts,faults = Counter(),{}

    @settings(max_examples=examples, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(st.fixed_dictionaries({}, optional=dict.fromkeys(names, VALUES)))
    def go(kwargs):
        counts['tried'] += 1
        try: part(**kwargs)
        except (ValueError,TypeError) as e:
            counts['refused'] += 1
            if not str(e): faults['no message'] = kwargs
        except Exception as e: faults.setdefault(f'{type(e).__name__}: {str(e)[:150]}', kwargs)

    part()
    go()
    counts['crashed'] = len(faults)
    return counts,faults

def kind_of(part):
    "What a part is, in the table"
    name = part.__name__
    if name.startswith('mask '): return 'masks'
    if name in [o.__name__ for o in CORRUPTIONS]: return 'corruptions'
    if name in ('loaders','labelled','shards','streamed'): return 'loaders and shards'
    if name in ('learner','adversarial','downstream','encoder'): return 'learners and encoders'
    return 'losses, targets, checkpoints'

START = '<!-- fuzz -->'
END   = '<!-- end of fuzz -->'

def write(rows, path='CONTRIBUTING.md'):
    "Put the figures between the marks"
    lines = [f'| {date.today()} | parts | calls | refused | crashed |', '|---|---|---|---|---|']
    for kind,counts in rows.items():
        figures = [len(counts), *(sum(o[k] for o in counts) for k in ('tried','refused','crashed'))]
        lines.append(' | '.join([f'| {kind}', *map(str, figures)]) + ' |')
    text = Path(path).read_text()
    before,after = text.split(START)[0],text.split(END)[1]
    Path(path).write_text(before + '\n'.join([START, *lines, END]) + after)

def main():
    ap = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ap.add_argument('--examples', type=int, default=20, help='calls of each part')
    ap.add_argument('--match', default='', help='only parts whose name contains this')
    ap.add_argument('--write', action='store_true', help='put the figures into CONTRIBUTING.md')
    args = ap.parse_args()
    warnings.simplefilter('ignore')
    total,rows = Counter(),{}
    for part in PARTS:
        if args.match not in part.__name__: continue
        counts,faults = try_part(part, args.examples)
        total += counts
        rows.setdefault(kind_of(part), []).append(counts)
        print(f"{part.__name__:<20} {counts['tried']:>6} tried, {counts['refused']:>6} refused, {len(faults):>3} kinds of crash", flush=True)
        for said,kwargs in faults.items(): print(f'    {kwargs}\n        {said}')
    print(f"{total['tried']} tried, {total['refused']} refused, {total['crashed']} kinds of crash")
    if args.write: write(rows)
    return int(total['crashed']>0)

if __name__=='__main__': sys.exit(main())
