"""What a test cannot do without: where a program or the corpus is missing, it is skipped and says so."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from svclint.cache import NOTHING
from svclint.render import programs

CORPUS = Path(os.environ.get("SVCLINT_CORPUS", Path(__file__).parent.parent.parent / "shared" / "corpus"))

git = pytest.mark.skipif(not shutil.which("git"), reason="git is not installed")
kustomize = pytest.mark.skipif(programs.kustomize(NOTHING) is None, reason="neither kustomize nor kubectl is installed")
helm = pytest.mark.skipif(programs.helm(NOTHING) is None, reason="helm is not installed")
corpus = pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of real repositories is not beside the project")
