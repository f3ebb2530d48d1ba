"""Ledger to static site and official documents."""
