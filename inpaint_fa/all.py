"Everything: fastai's vision, timm, and all of inpaint_fa"

import warnings as _warnings
with _warnings.catch_warnings():                    # of torch, about a way that timm and torchvision take
    _warnings.filterwarnings('ignore', '.torch.jit.script', FutureWarning)
    import timm
    from fastai.vision.all import *

from .masks import *
from .corrupt import *
from .data import *
from .datasets import *
from .cache import *
from .volumes import *
from .stream import *
from .encoders import *
from .decoders import *
from .papers import *
from .sparse import *
from .targets import *
from .losses import *
from .metrics import *
from .critics import *
from .learner import *
from .checkpoint import *
from .gan import *
from .joint import *
from .parallel import *
from .scores import *
from .downstream import *
from .probe import *
from .embed import *
from .comparison import *
from .report import *
from .segmentation import *
from .deploy import *
from .hub import *
from .widgets import *
