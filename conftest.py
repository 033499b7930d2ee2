"""Let nbval start its kernels from a warm process, as `atombridge execute` does."""

from atombridge.kernels import use_forked_kernels

use_forked_kernels()
