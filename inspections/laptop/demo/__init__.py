"""The demo county: a fictional county's spring, played through the commands as its people would have."""
