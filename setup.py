"The version and the requirements come from settings.ini, everything else from pyproject.toml."
from configparser import ConfigParser
from setuptools import setup

settings = ConfigParser()
settings.read('settings.ini', encoding='utf-8')
cfg = settings['DEFAULT']

def lines(key): return cfg[key].strip().splitlines()

setup(version=cfg['version'], python_requires=f'>={cfg["min_python"]}',
      install_requires=lines('requirements'), extras_require={o: lines(f'{o}_requirements') for o in ('onnx', 'medical', 'app', 'browser', 'stream', 'dev')})
