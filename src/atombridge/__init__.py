"""Helpers behind the reproducible companion to Shi and Zhu, arXiv:2503.13104v3."""

from .checks import check, show, stated
from .data import load
from .tables import provenance, table

__all__ = ["check", "load", "provenance", "show", "stated", "table"]
