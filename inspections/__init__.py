"""The domain of Ducha 督查: checklists, inspection records, signed events, the ledger and what is folded from it.

Pure except for `inspections.laptop`: no module here reads a file, the clock or the network.
"""
