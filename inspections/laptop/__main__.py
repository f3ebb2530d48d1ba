"""`python -m inspections.laptop`: the command, where its script is not on the path."""

from inspections.laptop.cli import main

if __name__ == "__main__":
    main()
