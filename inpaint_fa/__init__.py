"""Pretrain image encoders by inpainting, for fastai and timm"""

from importlib.metadata import PackageNotFoundError, version

try: __version__ = version('inpaint_fa')  # from settings.ini, at install
except PackageNotFoundError: __version__ = '0.0.0+uninstalled'
