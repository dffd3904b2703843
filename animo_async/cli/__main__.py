"""`python -m animo_async.cli` runs the `animo` command if its script is not on PATH."""

from animo_async.cli import main

if __name__ == "__main__":
    main()
