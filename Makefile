# The three jobs of a checkout. All of them are dev.py, which works without make too (python dev.py demo).
PYTHON ?= python3

.PHONY: demo test check setup
demo test check setup:
	@$(PYTHON) dev.py $@
