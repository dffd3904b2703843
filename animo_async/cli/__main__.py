"""Lets you run the `animo` command as `python -m animo_async.cli` if its script is not on PATH."""

from animo_async.cli import main

if __name__ == "__main__":
    main()
