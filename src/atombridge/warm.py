"""What every kernel is forked with: the pages' packages imported, a first figure drawn, nothing left to collect.

Imported by the fork server of `atombridge.kernels`, by nobody else.  A page still runs as it would alone: settings of
matplotlib and pandas are as their packages leave them, and no figure is open.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import io
import os

_IMPORTED = (
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.logger",
    "IPython.core.oinspect",
    "IPython.core.pylabtools",
    "IPython.extensions.storemagic",
    "ipykernel.debugger",
    "ipykernel.ipkernel",
    "ipykernel.kernelapp",
    "matplotlib.pyplot",
    "myst_nb.ext.glue",
    "numpy",
    "pandas",
    "periodictable",
    "scipy.constants",
    "scipy.integrate",
    "scipy.interpolate",
    "scipy.optimize",
    "scipy.special",
    "scipy.stats",
    "tabulate",
    "tornado.platform.asyncio",
    "atombridge",
    "atombridge.figures",
    "atombridge.kernels",
    "atombridge.statistics",
)


def _draw() -> None:
    """Fill the caches that drawing a first figure fills: fonts, their metrics, the parser of formulas, PNG."""
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    from .figures import use_style

    with matplotlib.rc_context():
        use_style()
        figure = Figure()
        FigureCanvasAgg(figure)
        axes = figure.subplots()
        axes.plot([0, 1], label="$T_c$ of La₂₋ₓSrₓCuO₄, −1 Å")
        axes.set(xlabel="$x$", ylabel="$10^{21}$", yscale="log", ylim=(1e-3, 10))
        axes.legend()
        figure.savefig(io.BytesIO(), format="png", bbox_inches="tight")


os.environ.setdefault("PYDEVD_DISABLE_FILE_VALIDATION", "1")  # as ipykernel sets it: its debugger is silent
for _name in _IMPORTED:
    with contextlib.suppress(Exception):  # whatever is wrong with it, the page that needs it will say so
        importlib.import_module(_name)
_draw()
gc.collect()
gc.freeze()  # neither looked at nor copied by the collector of a kernel
gc.set_threshold(50_000, 20, 20)  # a figure makes many objects and little to collect
